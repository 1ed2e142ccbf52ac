-- serves: outbox_lag, which counts the keys that fail, of however many that wait; no other key is in it.
create index idx_outbox_keys_failures on outbox_keys (failures) where failures > 0;
