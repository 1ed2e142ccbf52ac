-- It covers all columns but the hash itself, whatever the settings of the session. Of the stamps it covers only
-- their distance, because a tenant that was moved has other stamps. Nulls are left out, so that seals still
-- match when a column is added.
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
  'Internal: The hash of a seal, from the previous hash and the columns of the seal.';
