-- HMAC pads a key with zeros to 64 bytes, and uses it xor 0x36 and xor 0x5c.
create or replace function scope_key_pads(p_key bytea, out inner_pad bytea, out outer_pad bytea)
language plpgsql immutable
set search_path = ${schema}, pg_temp
as $$
begin
  inner_pad := decode(repeat('36', 64), 'hex');
  outer_pad := decode(repeat('5c', 64), 'hex');
  for i in 0 .. length(p_key) - 1 loop
    inner_pad := set_byte(inner_pad, i, get_byte(inner_pad, i) # get_byte(p_key, i));
    outer_pad := set_byte(outer_pad, i, get_byte(outer_pad, i) # get_byte(p_key, i));
  end loop;
end
$$;

comment on function scope_key_pads(bytea) is 'Internal: The two pads of HMAC-SHA-256 with a key.';
