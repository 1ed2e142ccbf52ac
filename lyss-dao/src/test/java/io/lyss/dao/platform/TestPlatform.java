package io.lyss.dao.platform;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.schema.LyssDatabase;
import java.util.Arrays;

/** The platform database of one test class. */
final class TestPlatform extends TestDatabase {

  static final Ciphertext KEY = Ciphertext.of("test:" + "A".repeat(40));
  static final Ciphertext OTHER_KEY = Ciphertext.of("test:" + "B".repeat(40));
  static final PasswordHash HASH =
      PasswordHash.of("$2b$10$abcdefghijklmnopqrstuuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0");

  TestPlatform() {
    super(LyssDatabase.PLATFORM);
    // No id stands in two tables, so that one given for another finds no row.
    query(
        """
        select setval(
          pg_get_serial_sequence(attrelid::regclass::text, attname),
          1000000 * row_number() over (order by relname))
        from pg_attribute
        join pg_class on pg_class.oid = attrelid
        where relnamespace = 'lyss_platform'::regnamespace
          and attidentity <> ''
          and not relispartition
        """);
  }

  Platform platform() {
    return Platform.over(pool());
  }

  PlatformSession system() {
    return platform().asSystem("test");
  }

  PlatformSession as(User user) {
    return platform().asUser(user.id());
  }

  User user() {
    return user(UserRole.USER);
  }

  User admin() {
    return user(UserRole.ADMIN);
  }

  private User user(UserRole role) {
    String name = name("user");
    return system().users().create(new NewUser(name, name + "@lyss.test", HASH, role));
  }

  /** The user of another database is one of this, too, under the same id. */
  void alsoHas(User user) {
    query(
        """
        insert into lyss_platform.users (id, username, email, hashed_password)
        overriding system value
        values (%1$d, 'also %1$d', 'also%1$d@lyss.test', '!')
        returning id
        """
            .formatted(user.id()));
  }

  Provider personal(User owner) {
    return as(owner).providers().createPersonal(newProvider());
  }

  Provider organization(User admin) {
    return as(admin).providers().createOrganization(newProvider());
  }

  NewProvider newProvider() {
    return NewProvider.of(name("provider"), ProviderKind.OPENAI, KEY);
  }

  /** A user to be created. */
  NewUser newUser() {
    String name = name("user");
    return new NewUser(name, name + "@lyss.test", HASH, UserRole.USER);
  }

  void distribute(User admin, Provider provider, User... users) {
    as(admin)
        .distributions()
        .distribute(provider.id(), Arrays.stream(users).map(User::id).toList());
  }

  /** A conversation of the user with a personal provider. */
  Conversation conversation(User owner) {
    return as(owner).conversations().open(personal(owner).id(), name("conversation"));
  }
}
