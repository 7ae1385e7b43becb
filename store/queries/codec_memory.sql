-- recall --
-- All that the codecs of some sources were asked to remember.
select source, key, value from codec_memory where source = any(%(sources)s::text[]);

-- remember --
-- Keeps one thing under its key.
insert into codec_memory (source, key, value) values (%(source)s, %(key)s, %(value)s)
on conflict (source, key) do update set value = excluded.value;

-- forget --
-- Forgets what stands under a key.
delete from codec_memory where source = %(source)s and key = %(key)s;
