-- A signature covers the schema, the time until which it is valid, the server process it is for (or none), and
-- the scope. The separators between them occur in none of them. A signature is <name of the key>.<seconds since
-- 1970>.<process>.<MAC>.
--
-- The MAC is checked first: without the key a caller learns nothing else, and a right MAC vouches for all that
-- it covers. As in seal_holds(), it is compared as numbers. The time is PostgreSQL's own clock, which nobody
-- can set. It advances within a statement, so a statement that binds again and again does not outlive the
-- signature.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function require_signature(p_scope text, p_signature text) returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  c_separator constant text := chr(31);
  v_parts constant text[] := string_to_array(p_signature, '.');
  v_mac text;
begin
  select encode(
    sha256(k.outer_pad || sha256(k.inner_pad || convert_to(concat(
      'lyss scope', c_separator, '${schema}', c_separator, v_parts[2], c_separator, v_parts[3], c_separator,
      p_scope), 'UTF8'))), 'hex')
  into v_mac
  from scope_keys as k
  where k.name = v_parts[1] and k.name <> '';
  if v_mac is null or cardinality(v_parts) <> 4
    or hashtextextended(v_mac, 0) is distinct from hashtextextended(v_parts[4], 0)
    or v_mac <> v_parts[4] then
    raise exception 'the scope is not signed with a key of this database'
      using errcode = 'insufficient_privilege',
        hint = 'Is it the key that was added here, under this name, and is this the schema that was signed for?';
  elsif to_timestamp(v_parts[2]::float8) < clock_timestamp() then
    raise exception 'the signature of the scope has expired'
      using errcode = 'insufficient_privilege',
        hint = 'Do the clocks of the application and of the database differ?';
  elsif v_parts[3] <> '' and v_parts[3]::bigint <> pg_backend_pid() then
    raise exception 'the scope is signed for another server process'
      using errcode = 'insufficient_privilege',
        hint = 'Behind a pooler of transactions, a signature cannot name the server process.';
  end if;
end
$$;

revoke execute on function require_signature(text, text) from public;

comment on function require_signature(text, text) is
  'Internal: Fails with 42501 unless a scope is signed with a key of this database, for now and for this process.';

select set_config('role', current_setting('lyss.migrating_role'), true);
