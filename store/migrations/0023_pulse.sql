-- When each process last looked, so that a screen knows which of them is away. A row a process, written over.
create table pulse (
    name text primary key,
    at timestamptz not null,
    heard_at timestamptz              -- when it last had the broker; null for who needs none
) with (fillfactor = 50);
