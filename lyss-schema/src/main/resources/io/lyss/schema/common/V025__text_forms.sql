-- How texts are compared, the same on every server: neither the letters' case nor what is blank is
-- left to the locale of a database.
--
-- These functions are versioned, not repeatable: columns, indexes and constraints rest on them.
-- Those of constraints are in plpgsql: PostgreSQL prepares a constraint anew for each statement that writes,
-- and to inline a function then costs more than the rest of the statement.

-- The result has the collation of its column, so that an index of that column serves it.
create function fold_case(p_text text) returns text
language sql immutable strict parallel safe
return lower(p_text collate "und-x-icu") collate "default";

comment on function fold_case(text) is
  'Internal: A text in lower case, by the rules of Unicode whatever the server''s locale.';

-- White space and control characters, and what shows nothing: soft hyphen, fillers, joiners, marks
-- of direction, zero-width spaces.
create function trim_blank(p_text text) returns text
language plpgsql immutable strict parallel safe
as $$
begin
  return pg_catalog.btrim(
    p_text,
    E'\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000a\u000b\u000c\u000d\u000e\u000f'
    '\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f'
    '\u0020\u007f\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d'
    '\u008e\u008f\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009a\u009b\u009c\u009d'
    '\u009e\u009f\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f'
    '\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u200e\u200f'
    '\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u202f\u205f\u2060\u2061\u2062\u2063\u2064\u2066\u2067'
    '\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\u2800\u3000\u3164\ufeff\uffa0');
end
$$;

comment on function trim_blank(text) is
  'Internal: A text without what is blank at its ends: white space, control characters, and characters that show nothing. What is blank is empty then.';

-- Those of constraints: nearly every text begins and ends with a visible character of ASCII, and to
-- see that takes a tenth of the time that trimming does.
create function not_blank(p_text text) returns boolean
language plpgsql immutable strict parallel safe
set search_path = ${schema}, pg_temp
as $$
begin
  return ascii(p_text) between 33 and 126 or trim_blank(p_text) <> '';
end
$$;

comment on function not_blank(text) is
  'Internal: Whether a text shows something.';

create function is_trimmed(p_text text) returns boolean
language plpgsql immutable strict parallel safe
set search_path = ${schema}, pg_temp
as $$
begin
  return ascii(p_text) between 33 and 126 and ascii(right(p_text, 1)) between 33 and 126
    or p_text <> '' and p_text = trim_blank(p_text);
end
$$;

comment on function is_trimmed(text) is
  'Internal: Whether a text shows something, and nothing that is blank is at its ends.';
