-- Functions: name with parameters, what it returns, whether with the rights of its owner, its owner, comment.
select p.proname || '(' || coalesce(pg_get_function_identity_arguments(p.oid), '') || ')',
  coalesce(pg_get_function_result(p.oid), ''), case
    when not p.prosecdef then ''
    when p.proowner = (select nspowner from pg_namespace where oid = p.pronamespace) then 'the owner of the schema'
    else pg_get_userbyid(p.proowner)
  end,
  coalesce(obj_description(p.oid, 'pg_proc'), ''), p.proname || '(' || oidvectortypes(p.proargtypes) || ')'
from pg_proc as p
where p.pronamespace = '${schema}'::regnamespace
order by 1
