import sys
import pytest, psycopg
from datetime import UTC, datetime, timedelta
from model.order import OrderCommand as Do
from model.severity import Severity
from model.duty import Crew, Person
from model.text import Text
from store.crews import put_crews, put_people
from store.pool import connect
from tests.dashboard.flows import *
from tests.dashboard.conftest import *
from tests.dashboard.sites import *
from tests.dashboard.storms import raise_alert
OUT="/tmp/y/shots"
def test_shots(site, watch):
    db=site.database
    with connect(db,name="t") as conn:
        put_people(conn,[Person(id="zhang",name="张伟"),Person(id="li",name="李娜")])
        put_crews(conn,[Crew(id="pumps",name=Text(zh="排水一班",en="Pumps One"),trade="drainage",areas=frozenset({"310101002"}),valid_from=datetime(2026,1,1,tzinfo=UTC))])
    give(db,"WO-000001",Do.ASSIGN,"officer",crew="pumps",person="张伟")
    give(db,"WO-000001",Do.ACCEPT,"张伟")
    give(db,"WO-000001",Do.PAUSE,"officer")
    give(db,"WO-000001",Do.RESUME,"officer")
    give(db,"WO-000001",Do.EXTEND,"张伟",longer=TWO_HOURS)
    give(db,"WO-000001",Do.SUPERVISE,"officer")
    tell(db)
    tell(db, words="河南中路近九江路口大面积积水，车辆无法通行，已有两辆车熄火，行人涉水，请尽快派人疏通雨水口并设置警示")
    two=raise_alert(db,"wd-east",Severity.ORANGE)
    give(db,two,Do.ACCEPT); give(db,two,Do.PARK)
    three=raise_alert(db,"crowd-west",Severity.YELLOW)
    four=raise_alert(db,"lift-east",Severity.BLUE)
    for c in (Do.ACCEPT,Do.ARRIVE,Do.RESOLVE): give(db,four,c)
    five=tell(db,category="pothole",words="人行道有大坑")
    one=raise_alert(db,"wd-outside",Severity.BLUE)
    give(db,one,Do.MERGE,into=three)
    with psycopg.connect(db) as conn:
        conn.execute("update work_order_clock set due_at = now() - interval '25 minutes' where sort='arrive' and order_num=1")
    s=watch(1920,1080); p=s.enter(site,"officer","/orders/WO-000001"); 
    def shot(page,name,full=True):
        page.wait_for_timeout(1500); page.screenshot(path=f"{OUT}/{name}.png",full_page=full)
    shot(p,"order-zh-1920")
    p.goto(site.url+"/orders/WO-000001?lang=en"); p.wait_for_selector(".timeline li"); shot(p,"order-en-1920")
    p.set_viewport_size({"width":1280,"height":800}); shot(p,"order-en-1280")
    p.goto(site.url+"/orders/WO-000001?lang=zh"); p.wait_for_selector(".timeline li"); shot(p,"order-zh-1280")
    for c in ("park","extend","cancel","split","assign","merge"):
        b=p.query_selector(f".next-step [data-act={c}]")
        if b:
            b.click(); p.wait_for_selector("dialog[open]"); shot(p,f"dialog-{c}-1280",False); p.keyboard.press("Escape")
    for name,oid in (("merged",one),("parked",two),("reported",five)):
        p.goto(site.url+f"/orders/{oid}"); p.wait_for_selector(".timeline li"); shot(p,f"order-{name}-1280",False)
    p.goto(site.url+f"/orders/{three}"); p.wait_for_selector(".timeline li"); shot(p,f"order-target-1280",True)
    w=watch(1920,1080); q=w.enter(site,"officer","/wall"); until(q,"yiping.points && yiping.city && yiping.points._px && yiping.wholeZoom"); q.wait_for_timeout(3000); shot(q,"wall-zh-1920",False)
    q.goto(site.url+"/wall?lang=en"); until(q,"yiping.points && yiping.city && yiping.points._px && yiping.wholeZoom"); q.wait_for_timeout(3000); shot(q,"wall-en-1920",False)
    t=watch(1280,800); m=t.enter(site,"staff","/m"); m.click("[data-area='310101002']"); m.wait_for_selector(".card"); shot(m,"tablet-zh-1280")
    m.click(".card[data-order=WO-000001] summary"); shot(m,"tablet-more-1280",False)
    m.click(".bar [data-act=report]"); shot(m,"tablet-report-1280",False); m.keyboard.press("Escape")
    m.click("[data-act=return] >> nth=0"); shot(m,"tablet-return-1280",False); m.keyboard.press("Escape")
    m.goto(site.url+"/m?lang=en"); m.wait_for_selector(".card"); shot(m,"tablet-en-1280",True)
    print(s.complaints,w.complaints,t.complaints)
