alter function consent.use_release(uuid, uuid, integer, integer, bigint, bigint, timestamptz, bigint)
    reset enable_nestloop;
