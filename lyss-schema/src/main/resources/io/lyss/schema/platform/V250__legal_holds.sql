-- Who must not be forgotten for now, as a lawsuit is going on: nothing that is about them is erased.
create table legal_holds (
  user_id integer not null,
  reason text not null,
  held_at timestamptz not null default current_timestamp,
  constraint legal_holds_user_id_pk primary key (user_id),
  constraint legal_holds_user_id_fk foreign key (user_id) references users (id) on delete restrict,
  constraint legal_holds_reason_check check (not_blank(reason))
);

alter table legal_holds enable row level security;
alter table legal_holds force row level security;

comment on table legal_holds is 'Users of whom nothing may be erased for now.';
comment on column legal_holds.user_id is 'The user.';
comment on column legal_holds.reason is 'Why, such as the number of the case.';
comment on column legal_holds.held_at is 'Since when.';
