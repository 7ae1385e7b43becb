-- base_features --
-- The schematic base map, in the order of drawing.
select layer, name_zh, name_en, width_m, geometry from base_feature order by num;

-- base_version --
-- A number that every change of the base map moves.
select coalesce(max(num), 0) from base_feature;

-- clear_layers --
-- Empties some layers of the base map before others are put in their place.
delete from base_feature where layer = any(%(layers)s);

-- put_base_feature --
-- Adds one thing to the base map.
insert into base_feature (layer, name_zh, name_en, width_m, geometry)
values (%(layer)s, %(name_zh)s, %(name_en)s, %(width_m)s, %(geometry)s);
