comment on column audit_logs.ip_address is
  'Where the request came from; in an entry of the database itself, the address of the connection that made the change.';
comment on column audit_logs.user_agent is
  'What the request was made with; in an entry of the database itself, the application_name of that connection.';
