create table bookmarks (
  title text primary key,
  conversation bigint not null
);
grant usage on schema ${flyway:defaultSchema} to ${application};
grant select, insert on bookmarks to ${application};
