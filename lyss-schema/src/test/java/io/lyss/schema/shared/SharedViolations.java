package io.lyss.schema.shared;

import static io.lyss.schema.Violation.check;
import static io.lyss.schema.Violation.foreignKey;
import static io.lyss.schema.Violation.unique;

import io.lyss.schema.Violation;
import io.lyss.schema.service.Persona;
import java.util.List;

/** A statement that breaks each constraint of the shared database. */
final class SharedViolations {

  private static final String NOBODY = "'00000000-0000-7000-8000-0000000000ff'";
  private static final String SUPPORT = "'00000000-0000-7000-8000-0000000000c1'";

  static final List<Violation> ALL =
      List.of(
          permission("permissions_name_check", "'channel', 'x', 'tenant'"),
          permission("permissions_name_check", "'Channel.create', 'x', 'tenant'"),
          permission("permissions_name_check", "'channel..create', 'x', 'tenant'"),
          permission("permissions_name_check", "'channel.create.', 'x', 'tenant'"),
          permission("permissions_description_check", "'new.one', ' ', 'tenant'"),
          permission("permissions_reach_check", "'new.one', 'x', 'world'"),
          unique(
                  "permissions_name_reach_key",
                  "insert into permissions (name, reach, description)"
                      + " values ('channel.create', 'tenant', 'x')")
              .after(
                  "alter table role_permissions"
                      + " drop constraint role_permissions_permission_name_reach_fk;"
                      + " alter table permissions drop constraint permissions_name_pk"),
          role("roles_name_check", "name = ' support'"),
          role("roles_name_check", "name = ''"),
          role("roles_name_check", "name = '\ufe0f'"),
          permission("permissions_description_check", "'new.one', '\ufe0f', 'tenant'"),
          role("roles_tenant_id_name_check", "name = 'Super_Admin'"),
          check(
              "roles_tenant_id_name_check",
              "insert into roles (tenant_id, id, name)"
                  + " values (platform_tenant_id(), %s, 'another')".formatted(NOBODY)),
          unique(
              "roles_tenant_id_name_key",
              "update roles set name = 'Acme BILLING'" + where(SUPPORT)),
          permit("role_permissions_tenant_id_role_id_fk", NOBODY, "user.read", "tenant"),
          permit("role_permissions_permission_name_reach_fk", SUPPORT, "user.rea", "tenant"),
          // a permission with a reach that it does not have
          permit("role_permissions_permission_name_reach_fk", SUPPORT, "tenant.create", "tenant"),
          check(
              "role_permissions_reach_tenant_id_check",
              "insert into role_permissions (tenant_id, role_id, permission_name, reach)"
                  + " values ('%s', %s, 'tenant.create', 'platform')"
                      .formatted(Persona.ACME, SUPPORT)),
          unique(
              "user_roles_tenant_id_user_id_role_id_built_in_role_key",
              assignment(Persona.ACME, Persona.ANN_ID, SUPPORT, "null")),
          unique(
              "user_roles_tenant_id_user_id_role_id_built_in_role_key",
              assignment(Persona.ACME, Persona.BOB_ID, "null", "'tenant_admin'")),
          foreignKey(
              "user_roles_tenant_id_role_id_fk",
              assignment(Persona.ACME, Persona.ANN_ID, NOBODY, "null")),
          check(
              "user_roles_tenant_id_check",
              "insert into user_roles (tenant_id, id, user_id, built_in_role)"
                  + " values (platform_tenant_id(), %1$s, %1$s, 'end_user')".formatted(NOBODY)),
          check(
              "user_roles_role_id_built_in_role_check",
              assignment(Persona.ACME, Persona.ADMIN_ID, SUPPORT, "'end_user'")),
          check(
              "user_roles_role_id_built_in_role_check",
              assignment(Persona.ACME, Persona.ADMIN_ID, "null", "null")),
          check(
              "user_roles_built_in_role_check",
              assignment(Persona.ACME, Persona.ADMIN_ID, "null", "'root'")),
          setting("settings_key_check", "'Chat', '1'"),
          setting("settings_key_check", "'chat.', '1'"),
          setting("settings_key_check", "'1chat', '1'"),
          setting("settings_value_check", "'chat', to_jsonb(repeat('x', 65536))"));

  private SharedViolations() {}

  private static Violation permission(String constraint, String values) {
    return check(
        constraint, "insert into permissions (name, description, reach) values (" + values + ")");
  }

  private static Violation role(String constraint, String change) {
    return check(constraint, "update roles set " + change + where(SUPPORT));
  }

  private static Violation permit(String constraint, String role, String permission, String reach) {
    return foreignKey(
        constraint,
        "insert into role_permissions (tenant_id, role_id, permission_name, reach)"
            + " values ('%s', %s, '%s', '%s')".formatted(Persona.ACME, role, permission, reach));
  }

  private static String assignment(String tenant, String user, String role, String builtIn) {
    return "insert into user_roles (tenant_id, id, user_id, role_id, built_in_role)"
        + " values ('%s', %s, '%s', %s, %s)".formatted(tenant, NOBODY, user, role, builtIn);
  }

  private static Violation setting(String constraint, String values) {
    return check(
        constraint,
        "insert into settings (tenant_id, key, value) values ('%s', %s)"
            .formatted(Persona.ACME, values));
  }

  private static String where(String id) {
    return " where tenant_id = '%s' and id = %s".formatted(Persona.ACME, id);
  }
}
