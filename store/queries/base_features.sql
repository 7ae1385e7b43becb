-- base_features --
-- The schematic base map, in the order of drawing.
select layer, name_zh, name_en, width_m, geometry from base_feature order by num;

-- clear_base_features --
-- Empties the base map before another is put in its place.
delete from base_feature;

-- put_base_feature --
-- Adds one thing to the base map.
insert into base_feature (layer, name_zh, name_en, width_m, geometry)
values (%(layer)s, %(name_zh)s, %(name_en)s, %(width_m)s, %(geometry)s);
