-- Whether a text shows something: whether anything is left when all is taken away that shows nothing, wherever it
-- stands. So a title of nothing but variation selectors is blank, and one that ends in an emoji with its
-- selector is not.
--
-- Nothing is shown by white space, control and format characters, all code points that Unicode calls "default
-- ignorable" (soft hyphen, fillers, joiners, variation selectors, tags), and the empty pattern of Braille. The range
-- to U+0020 has no U+0000, which no text contains.
--
-- It was made in a V file, because constraints rest on it; replacing it looks at no stored row again. It is
-- in plpgsql because PostgreSQL prepares a constraint anew for each statement that writes, and to inline a function
-- then costs more than the rest of the statement. Nearly every text begins with a visible character of ASCII, and
-- to see that takes a tenth of the time.
create or replace function not_blank(p_text text) returns boolean
language plpgsql immutable strict parallel safe
set search_path = ${schema}, pg_temp
as $$
begin
  return ascii(p_text) between 33 and 126
    or p_text collate "C" ~ (
      '[^\u0001-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f'
      '\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb'
      '\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]');
end
$$;

comment on function not_blank(text) is
  'Internal: Whether a text shows something.';
