-- What the columns of secrets accept: the hash of a secret, or its ciphertext, and never the secret
-- itself.
--
-- Versioned, as constraints rest on them.

-- Modular crypt ($2b$..., $argon2id$..., $scrypt$...), also behind Spring's {id}, or Django's
-- name$iterations$...; '!' is the hash that no password has. [!-~] is ASCII without space, which
-- Java and PostgreSQL read alike; \s is not.
create function is_password_hash(p_text text) returns boolean
language plpgsql immutable strict parallel safe
set search_path = ${schema}, pg_temp
as $$
begin
  return p_text = '!'
    or p_text ~ '^(\{[A-Za-z0-9@_.-]+\})?\$[a-z0-9-]+\$[!-~]{20,}$'
    or p_text ~ '^[a-z0-9_]+\$[0-9]+\$[!-~]{20,}$';
end
$$;

comment on function is_password_hash(text) is
  'Internal: Whether a text looks like the hash of a password; ! is the hash that no password has.';

-- scheme:base64 or scheme:key-id:base64. The shortest AES-GCM ciphertext, nonce and tag, has 28
-- bytes; the keys of the known providers have no colon, so none of them passes in clear.
create function is_ciphertext(p_text text) returns boolean
language plpgsql immutable strict parallel safe
set search_path = ${schema}, pg_temp
as $$
begin
  return p_text ~ '^[a-z][a-z0-9.+-]{0,31}:([A-Za-z0-9._-]{1,64}:)?[A-Za-z0-9+/]{38,}={0,2}$';
end
$$;

comment on function is_ciphertext(text) is
  'Internal: Whether a text looks like ciphertext: scheme:base64 or scheme:key-id:base64, 28 bytes at least.';
