-- The actions of entries that the database itself makes: nobody else enters one that reads like it, in capitals,
-- with blanks or invisible characters, or with a letter of another script that looks the same. Any character outside
-- of ASCII may look like a letter, so it counts as each of them where others of the word are there. No action has more
-- than 100 characters; to read a long text in so many ways would take seconds.
create or replace function is_reserved_action(p_action text) returns boolean
language sql immutable parallel safe
return (
  select a.bare ~ '^row_' or length(a.bare) > 2 and exists (
    select
    from unnest(array[
      'row_insert', 'row_update', 'row_delete', 'read_secret', 'drop_partition', 'erase_user', 'export_user',
      'export_tenant', 'import_tenant'
    ]) as w (word)
    where a.folded ~ (
      '^' || regexp_replace(w.word, '(.)', '[^a-z0-9_]*(\1|[^ -~])', 'g') || '[^a-z0-9_]*$')
  )
  from (
    select f.folded, regexp_replace(f.folded, '[^a-z0-9_]', '', 'g') as bare
    from (select fold_case(normalize(left(p_action, 101), nfkc)) as folded) as f
  ) as a
);

comment on function is_reserved_action(text) is
  'Internal: Whether an action is one of entries that the database itself makes, or reads like it.';
