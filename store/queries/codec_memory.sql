-- recall --
-- All that the codecs of some sources were asked to remember.
select source, key, value from codec_memory where source = any(%(sources)s::text[]);

-- remember --
-- Keeps things under their keys.
insert into codec_memory (source, key, value)
select * from unnest(%(sources)s::text[], %(keys)s::text[], %(values)s::text[])
on conflict (source, key) do update set value = excluded.value;

-- forget --
-- Forgets what stands under some keys.
delete from codec_memory
 using unnest(%(sources)s::text[], %(keys)s::text[]) as gone (source, key)
 where codec_memory.source = gone.source and codec_memory.key = gone.key;
