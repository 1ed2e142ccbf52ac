package io.lyss.benchmarks.trust;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.benchmarks.figures.Call;
import io.lyss.benchmarks.figures.Clients;
import io.lyss.benchmarks.figures.Raw;
import io.lyss.benchmarks.figures.Run;
import io.lyss.benchmarks.figures.Volume;
import io.lyss.dao.PageRequest;
import io.lyss.dao.ScopeSigner;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.provider.Channel;
import io.lyss.dao.provider.Models;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.provider.ProviderSession;
import io.lyss.schema.LyssDatabase;
import io.lyss.secrets.ChannelKeys;
import io.lyss.secrets.KeySets;
import io.lyss.secrets.Secret;
import io.lyss.secrets.SecretCipher;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Group trust: a write that the audit log records, against one that it does not record, and while
 * the log is sealed; a key that is read and decrypted; binding with the look at status and role;
 * signed scopes.
 */
public final class TrustFigures {

  private static final int CLIENTS = 16;
  private static final UUID TENANT = Volume.uuid(1);

  private static final String AS_SYSTEM =
      "select lyss_provider.bind_scope('lyss_system', '', '', '', '', 'figures');";
  private static final String WRITE =
      AS_SYSTEM
          + "update lyss_provider.provider_channels set priority = 1 + priority % 100"
          + " where tenant_id = ? and id = ? returning priority";
  private static final String BY_KEY =
      AS_SYSTEM + "select name from lyss_provider.provider_channels where tenant_id = ? and id = ?";
  private static final String SEAL = AS_SYSTEM + "select lyss_provider.seal_entries()";
  private static final int SEALED_AFTER = 50;

  private final Run run;

  private TrustFigures(Run run) {
    this.run = run;
  }

  public static void measure(Run run) throws SQLException, InterruptedException {
    if (run.asks("trust")) {
      TrustFigures figures = new TrustFigures(run);
      Volume audited = figures.channels("trust");
      Volume untold = figures.channels("trust_untold");
      untold.execute("alter table lyss_provider.provider_channels disable trigger record_change");
      figures.writes(audited, untold);
      figures.keys(audited);
      figures.bindings();
      figures.signatures();
    }
  }

  /** A channel for each client. */
  private Volume channels(String suffix) throws SQLException {
    return Volume.of(
        run.server(),
        LyssDatabase.PROVIDER,
        suffix,
        "provider_channels",
        """
        insert into provider_types (name, display_name) values ('figures', 'Figures');
        insert into provider_channels (tenant_id, id, name, type, key, config_scope, models)
        select '%1$s', ('00000000-0000-7000-8000-' || lpad(to_hex(c), 12, '0'))::uuid, 'channel ' || c,
          t.id, 'volume:' || encode(sha256(c::text::bytea), 'base64'), 'tenant', '["figures"]'
        from provider_types as t, generate_series(1, %2$s) as c
        where t.name = 'figures';
        """
            .formatted(TENANT, CLIENTS));
  }

  private void writes(Volume audited, Volume untold) throws SQLException, InterruptedException {
    run.compared(
        "a write that the audit log tells of, against one of which nothing is told",
        audited.application(db -> write(db, 0)),
        untold.application(db -> write(db, 0)));
    try (HikariDataSource told = audited.pool(CLIENTS);
        HikariDataSource silent = untold.pool(CLIENTS)) {
      run.comparedRate(
          "the same, of 16 clients in a tenant",
          new Clients(CLIENTS, client -> write(told, client)),
          new Clients(CLIENTS, client -> write(silent, client)));
      run.comparedRate(
          "such writes of 16 clients, while one seals the log, against nobody sealing",
          new Clients(CLIENTS, client -> client == 0 ? sealing(told) : write(told, client)),
          new Clients(CLIENTS, client -> write(told, client)));
    }
  }

  /** Each client has a row of its own, so that they share only the log. */
  private static Call write(DataSource source, int client) {
    return Raw.query(source, WRITE, n -> List.of(TENANT, Volume.uuid(1 + client)));
  }

  /** Seals far more often than the job does. */
  private static Call sealing(DataSource source) {
    Call write = write(source, 0);
    Call seal = Raw.query(source, SEAL, n -> List.of());
    return n -> {
      write.run(n);
      if (n % SEALED_AFTER == 0) {
        seal.run(n);
      }
    };
  }

  private void keys(Volume volume) throws SQLException {
    ChannelKeys keys = new ChannelKeys(SecretCipher.of(KeySets.generate()));
    UUID id;
    try (HikariDataSource pool = volume.pool(1)) {
      ProviderSession system = ProviderService.over(pool).asSystem("figures");
      id = encrypted(system, keys);
    }
    run.compared(
        "a channel's key, read and decrypted, against the channel by its key",
        volume.application(
            db -> {
              ProviderService service = ProviderService.over(db);
              return n -> {
                try (Secret secret = keys.read(service.asSystem("figures"), TENANT, id)) {
                  secret.reveal();
                }
              };
            }),
        volume.application(db -> Raw.query(db, BY_KEY, n -> List.of(TENANT, id))));
  }

  /** A channel whose key this run knows: it is created once by the run itself. */
  private static UUID encrypted(ProviderSession system, ChannelKeys keys) {
    List<Channel> channels = system.channels(TENANT).list(PageRequest.first(100)).items();
    UUID known =
        channels.stream()
            .filter(channel -> channel.name().equals("encrypted"))
            .map(Channel::id)
            .findFirst()
            .orElse(null);
    try (Secret key = Secret.of("a key of a provider")) {
      return known != null
          ? keys.set(system, TENANT, known, key).id()
          : system
              .channels(TENANT)
              .createForTenant(
                  keys.newChannel(
                      TENANT, "encrypted", channels.get(0).typeId(), key, Models.of("figures")))
              .id();
    }
  }

  private void bindings() throws SQLException {
    Volume user =
        Volume.of(
            run.server(),
            LyssDatabase.USER,
            "trust",
            "tenants",
            """
            insert into tenants (id, name, slug) values ('%1$s', 'Figures', 'figures');
            insert into users (tenant_id, id, email, password_hash, role)
            values ('%1$s', '%1$s', 'figures@example.org', '!', 'end_user');
            """
                .formatted(TENANT));
    String id = TENANT.toString();
    String bind = "select lyss_user.%s('authenticated_users', ?, ?, '{}', 'end_user', '');select 1";
    run.compared(
        "binding of a user with the look at tenant, status and role, against without it",
        user.application(
            db -> Raw.query(db, bind.formatted("bind_user_scope"), n -> List.of(id, id))),
        user.application(db -> Raw.query(db, bind.formatted("bind_scope"), n -> List.of(id, id))));
  }

  /** The same calls with signed scopes required, and without. */
  private void signatures() throws SQLException {
    Volume signed = organisation("trust_signed");
    Volume unsigned = organisation("trust_unsigned");
    signed.execute(
        """
        do $$ begin
          if not lyss_platform.scopes_are_signed() then
            perform lyss_platform.add_scope_key('figures', decode(repeat('00', 32), 'hex'));
            perform lyss_platform.require_signed_scopes();
          end if;
        end $$
        """);
    ScopeSigner signer = ScopeSigner.of("figures", new byte[32]);
    run.compared(
        "whether a user may use a provider, in a signed scope against one that is not",
        signed.application(db -> access(Platform.over(db).signer(signer))),
        unsigned.application(db -> access(Platform.over(db))));
    run.compared(
        "twenty conversations of a user, in a signed scope against one that is not",
        signed.application(db -> page(Platform.over(db).signer(signer))),
        unsigned.application(db -> page(Platform.over(db))));
  }

  private static Call access(Platform platform) {
    return n -> platform.asUser(1).providers().canUserAccessProvider(1, 1);
  }

  private static Call page(Platform platform) {
    return n -> platform.asUser(1).conversations().list(PageRequest.first(20));
  }

  private Volume organisation(String suffix) throws SQLException {
    return Volume.of(
        run.server(),
        LyssDatabase.PLATFORM,
        suffix,
        "users",
        """
        insert into users (username, email, hashed_password)
        select 'u' || i, 'u' || i || '@example.org', '!' from generate_series(1, 1000) as i;
        insert into provider_configs (name, provider_type, scope, created_by, api_key)
        values ('p', 'openai', 'personal', 1, 'test:' || repeat('A', 40));
        insert into conversations (user_id, provider_id, title, message_count)
        select i, p.id, 'x', 1
        from generate_series(1, 1000) as i, generate_series(1, 30), provider_configs as p;
        """);
  }
}
