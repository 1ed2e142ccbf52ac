package io.lyss.schema.user;

import static io.lyss.schema.Violation.check;
import static io.lyss.schema.Violation.foreignKey;
import static io.lyss.schema.Violation.unique;

import io.lyss.schema.Violation;
import io.lyss.schema.service.Persona;
import java.util.List;

/** A statement that breaks each constraint of the user database. */
final class UserViolations {

  private static final String NOBODY = "'00000000-0000-7000-8000-0000000000ff'";

  static final List<Violation> ALL =
      List.of(
          check(
              "tenants_id_check",
              "insert into tenants (id, name, slug) values (platform_tenant_id(), 'Nil', 'nil')"),
          tenant("tenants_name_check", "name = ' Acme'"),
          tenant("tenants_slug_check", "slug = 'Acme'"),
          tenant("tenants_slug_check", "slug = 'a--b'"),
          tenant("tenants_slug_check", "slug = '-a'"),
          tenant("tenants_slug_check", "slug = ''"),
          unique("tenants_slug_key", "update tenants set slug = 'rival' where slug = 'acme'"),
          tenant("tenants_status_check", "status = 'gone'"),
          tenant("tenants_plan_type_check", "plan_type = 'free'"),
          tenant("tenants_max_users_check", "max_users = -1"),
          tenant("tenants_max_api_calls_check", "max_api_calls = -1"),
          foreignKey(
              "users_tenant_id_fk",
              "insert into users (tenant_id, id, email, password_hash)"
                  + " values (%1$s, %1$s, 'a@b', '!')".formatted(NOBODY)),
          user("users_email_check", "email = 'ann'"),
          user("users_email_check", "email = 'a nn@example.org'"),
          user("users_username_check", "username = ' ann'"),
          user("users_username_check", "username = ''"),
          user("users_password_hash_check", "password_hash = 'correct horse'"),
          user("users_full_name_check", "full_name = ' '"),
          user("users_full_name_check", "full_name = '\ufe0f'"),
          user("users_username_check", "username = '\ufe0f'"),
          user("users_avatar_url_check", "avatar_url = 'javascript:alert(1)'"),
          user("users_status_check", "status = 'away'"),
          user("users_role_check", "role = 'root'"),
          unique(
              "users_tenant_id_email_key",
              "update users set email = 'BOB@Example.org'" + where("users", Persona.ANN_ID)),
          foreignKey(
                  "user_groups_tenant_id_fk",
                  "insert into user_groups (tenant_id, id, name, created_by)"
                      + " values (%1$s, %1$s, 'new', %1$s)".formatted(NOBODY))
              .after("alter table user_groups drop constraint user_groups_tenant_id_created_by_fk"),
          foreignKey(
              "user_groups_tenant_id_created_by_fk",
              "update user_groups set created_by = " + NOBODY),
          unique(
              "user_groups_tenant_id_name_key",
              "update user_groups set name = 'writers'" + where("user_groups", Persona.READERS_ID)),
          check("user_groups_name_check", "update user_groups set name = name || ' '"),
          check("user_group_members_role_check", "update user_group_members set role = 'boss'"),
          member("user_group_members_tenant_id_group_id_fk", NOBODY, "'" + Persona.ANN_ID + "'"),
          member("user_group_members_tenant_id_user_id_fk", "'" + Persona.WRITERS_ID + "'", NOBODY),
          unique(
              "user_group_members_tenant_id_group_id_user_id_key",
              "insert into user_group_members (tenant_id, id, group_id, user_id)"
                  + " select tenant_id, %s, group_id, user_id from user_group_members limit 1"
                      .formatted(NOBODY)));

  private UserViolations() {}

  private static Violation tenant(String constraint, String change) {
    return check(constraint, "update tenants set " + change + " where slug = 'acme'");
  }

  private static Violation user(String constraint, String change) {
    return check(constraint, "update users set " + change + where("users", Persona.ANN_ID));
  }

  private static Violation member(String constraint, String group, String user) {
    return foreignKey(
        constraint,
        "insert into user_group_members (tenant_id, id, group_id, user_id)"
            + " values ('%s', %s, %s, %s)".formatted(Persona.ACME, NOBODY, group, user));
  }

  private static String where(String table, String id) {
    return " where %1$s.tenant_id = '%2$s' and %1$s.id = '%3$s'".formatted(table, Persona.ACME, id);
  }
}
