import time
from datetime import datetime, UTC, timedelta
from store.pool import connect
from yiping.city import load_demo
from orders.assigning import assign_waiting
from store.duty import waiting

def test_probe(fresh_database):
    t=time.time(); load_demo(fresh_database); print("load", time.time()-t)
    t=time.time(); load_demo(fresh_database); print("again", time.time()-t)
    now=datetime.now(UTC)
    with connect(fresh_database, name="x") as conn:
        print(conn.execute("select count(*), (select count(*) from crew), (select count(*) from person) from duty").fetchone())
        conn.execute("""insert into work_order (rule_id, sensor_num, severity, state, origin, area, trade, filed_at, state_since)
          select 'r'||i, s.num, 1+i%%4, 'dispatched', 'live', s.area, (array['drainage','lift','gas','municipal','community'])[1+i%%5], now(), now()
          from generate_series(1,3) i, sensor s where s.area is not null limit 2000""".replace("%%","%"))
        conn.execute("analyze work_order"); conn.execute("analyze duty"); conn.execute("analyze area")
        conn.commit()
        from store.duty import _SQL
        q=_SQL["waiting"]
        for k in range(3):
            t=time.time(); n=len(waiting(conn, now=now, limit=200, system="yiping")); print("waiting", n, time.time()-t); conn.rollback()
        total=0; t=time.time()
        while True:
            t1=time.time(); n=assign_waiting(conn, now=now, limit=200); conn.commit(); total+=n
            if n<200: print("last", n, time.time()-t1); break
        print("assigned", total, time.time()-t)
        t=time.time(); n=assign_waiting(conn, now=now, limit=200); print("idle tick over 2000 held", n, time.time()-t); conn.commit()
        print(conn.execute("select c.trade, min(n), max(n) from (select crew, person, count(*) n from work_order group by 1,2) x join crew c on c.id=x.crew group by 1").fetchall())
        for line, in conn.execute(b"explain (analyze, buffers off) "+q, {"now": now, "limit": 200, "system": "yiping"}): print(line)
        conn.rollback()
        t=time.time(); n=assign_waiting(conn, now=now+timedelta(hours=12), limit=200); print("shift change batch", n, time.time()-t); conn.commit()
