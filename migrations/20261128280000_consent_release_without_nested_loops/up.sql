-- oldest program: 0.1.0
-- How many lines have a class in common is known to nobody before they are counted: guessed to be few, each class was looked for among
-- all lines. Hashed, each is looked for once.
alter function consent.use_release(uuid, uuid, integer, integer, bigint, bigint, timestamptz, bigint)
    set enable_nestloop = off;
