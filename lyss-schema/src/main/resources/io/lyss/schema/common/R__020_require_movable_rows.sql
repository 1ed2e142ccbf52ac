-- Moving rows between partitions reads and writes the files of the partitions, which are empty here where rows
-- lie on nodes of Citus.
create or replace function require_movable_rows(p_table regclass) returns void
language plpgsql stable
as $$
begin
  if ${schema}.is_distributed(p_table) then
    raise exception 'rows of % are on nodes of Citus, and cannot be moved between its partitions', p_table
      using
        errcode = 'feature_not_supported',
        hint = 'They are found where they are, in the default partition. Make months before they come.';
  end if;
end
$$;

comment on function require_movable_rows(regclass) is
  'Internal: Fails with 0A000 where the rows of a table lie on nodes of Citus, and so cannot be moved between partitions.';
