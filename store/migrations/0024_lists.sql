-- Lists of all orders, those that are over too, newest first: of some areas, of a crew, a person, a plan or a state. They
-- are read from an index alone, so it also has to tell what is over.
create index work_order_listed_area on work_order (area, num) include (is_over);
create index work_order_listed_crew on work_order (crew, num) include (is_over) where crew is not null;
create index work_order_listed_person on work_order (person, num) include (is_over) where person is not null;
create index work_order_listed_plan on work_order (plan, num) include (is_over);
create index work_order_listed_state on work_order (state, num);
-- A list that is searched looks up sensors by their name first.
create index work_order_listed_sensor on work_order (sensor_num, num) where sensor_num is not null;
-- A ticket is looked for by itself, whoever gave it.
create index report_by_ticket on report (ticket) where ticket is not null;
