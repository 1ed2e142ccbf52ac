set maintenance_work_mem = '256MB';
do $$
declare
  v_definition text;
begin
  for v_definition in select definition from word_index loop
    execute v_definition;
  end loop;
end
$$;
