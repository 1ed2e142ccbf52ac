-- True only for texts of ASCII, Chinese characters and their punctuation, unless they are so long that search_text may
-- cut them: to ask that takes a tenth of the time of search_text.
create or replace function is_search_text(p_content text) returns boolean
language sql immutable parallel safe
return length(p_content) <= 40000
  and p_content !~ '[^\u0001-\u007f\u2018-\u201d\u2026\u3001\u3002\u4e00-\u9fff\uff01\uff0c\uff1a\uff1b\uff1f]';

comment on function is_search_text(text) is
  'Internal: Whether a text is as search_text would give it, in all that a search for runs compares.';
