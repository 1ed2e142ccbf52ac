-- The indexes that 010_prepare.sql has dropped, as they were; partitions get theirs with them.
do $$
declare
  v_definition text;
begin
  for v_definition in select definition from volume_index order by name loop
    execute v_definition;
  end loop;
end
$$;
