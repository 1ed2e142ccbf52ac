-- All columns but the hash itself, whatever the settings of the session. Of the stamps, how far they are apart, as
-- those of a tenant that was moved are others. What is null is left out, so that seals hold when a column is added.
create or replace function seal_hash(p_previous bytea, p_seal audit_seals) returns bytea
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select sha256(
    p_previous
    || convert_to(
      (
        jsonb_strip_nulls(to_jsonb(p_seal)) - '{hash,digest,from_stamp}'::text[] || jsonb_build_object(
          'to_stamp', p_seal.to_stamp - p_seal.from_stamp,
          'sealed_at', extract(epoch from p_seal.sealed_at))
      )::text,
      'UTF8')
    || p_seal.digest)
$$;

comment on function seal_hash(bytea, audit_seals) is
  'Internal: What the hash of a seal follows from: the hash before, and all that is in it.';
