-- Functions: name with parameters, what it returns, whether with the rights of its owner, its owner, comment.
select p.proname || '(' || coalesce(pg_get_function_identity_arguments(p.oid), '') || ')',
  coalesce(pg_get_function_result(p.oid), ''), case when p.prosecdef then pg_get_userbyid(p.proowner) else '' end,
  coalesce(obj_description(p.oid, 'pg_proc'), ''), p.proname || '(' || oidvectortypes(p.proargtypes) || ')'
from pg_proc as p
where p.pronamespace = '${schema}'::regnamespace
order by 1
