package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.ConcurrentEdits;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ChannelDaoTest extends ProviderServiceTest {

  private final UUID tenant = Ids.next();
  private final UUID group = Ids.next();
  private final Scope.TenantUser someone = TestProviders.user(tenant, group);
  private final ChannelDao user = providers.as(someone).channels();
  private final ChannelDao admin = providers.as(TestProviders.admin(tenant)).channels();
  private final ChannelDao system = providers.system().channels(tenant);

  @Test
  void aCreatedChannelIsFoundAsCreated() {
    NewChannel asked =
        NewChannel.of(
                "Mine",
                providers.openai(),
                TestProviders.KEY,
                Models.of("gpt-4o", "gpt-4").mapped("gpt-4", "gpt-4-0613"))
            .withShare(7, 30)
            .withLimits(new Quota(500), 20);
    Channel created = user.createPersonal(someone.userId(), asked);
    assertThat(user.get(asked.id())).isEqualTo(created);
    assertThat(created.tenantId()).isEqualTo(tenant);
    assertThat(created.name()).isEqualTo("Mine");
    assertThat(created.typeId()).isEqualTo(providers.openai());
    assertThat(created.scope()).isEqualTo(ChannelScope.PERSONAL);
    assertThat(created.ownerId()).contains(someone.userId());
    assertThat(created.groupId()).isEmpty();
    assertThat(created.models().names()).containsExactlyInAnyOrder("gpt-4o", "gpt-4");
    assertThat(created.models().mapping()).isEqualTo(Map.of("gpt-4", "gpt-4-0613"));
    assertThat(created.models().upstream("gpt-4")).isEqualTo("gpt-4-0613");
    assertThat(created.models().upstream("gpt-4o")).isEqualTo("gpt-4o");
    assertThat(created.share()).isEqualTo(new NewChannel.Share(7, 30));
    assertThat(created.limits()).isEqualTo(new Limits(new Quota(500), 20));
    assertThat(created.usedQuota()).isZero();
    assertThat(created.status()).isEqualTo(ChannelStatus.ENABLED);
    assertThat(created.failures()).isZero();
    assertThat(created.retryAt()).isEmpty();
    Channel ofGroup = admin.createForGroup(group, providers.newChannel("m"));
    assertThat(ofGroup.scope()).isEqualTo(ChannelScope.GROUP);
    assertThat(ofGroup.groupId()).contains(group);
    assertThat(user.get(ofGroup.id())).isEqualTo(ofGroup);
    Channel ofAll = admin.createForTenant(providers.newChannel());
    assertThat(ofAll.scope()).isEqualTo(ChannelScope.TENANT);
    assertThat(ofAll.limits().quota().unlimited()).isTrue();
    assertThat(user.get(ofAll.id())).isEqualTo(ofAll);
  }

  @Test
  void onlyAdministratorsCreateAndChangeSharedChannels() {
    Expect.denied(() -> user.createForTenant(providers.newChannel("m")));
    Expect.denied(() -> user.createForGroup(group, providers.newChannel("m")));
    for (Channel shared :
        List.of(
            admin.createForTenant(providers.newChannel("m")),
            admin.createForGroup(group, providers.newChannel("m")))) {
      UUID id = shared.id();
      Expect.notFound("channel", id, () -> user.update(shared.withName("x")));
      Expect.notFound("channel", id, () -> user.setKey(id, TestProviders.OTHER_KEY));
      Expect.notFound("channel", id, () -> user.disable(id));
      Expect.notFound("channel", id, () -> user.delete(id));
      assertThat(admin.disable(id).status()).isEqualTo(ChannelStatus.DISABLED);
      admin.delete(id);
      assertThat(user.find(id)).isEmpty();
    }
  }

  @Test
  void namesAreUniqueAmongThoseWhoShareTheChannel() {
    NewChannel asked = providers.newChannel("m");
    admin.createForTenant(asked);
    admin.createForGroup(group, withOtherId(asked));
    admin.createForGroup(Ids.next(), withOtherId(asked));
    user.createPersonal(someone.userId(), withOtherId(asked));
    providers.personal(TestProviders.admin(tenant), withOtherId(asked));
    Expect.duplicate(
        "provider_channels_tenant_id_name_key", () -> admin.createForTenant(withOtherId(asked)));
    Expect.duplicate(
        "provider_channels_tenant_id_group_id_name_key",
        () -> admin.createForGroup(group, withOtherId(asked)));
    Expect.duplicate(
        "provider_channels_tenant_id_owner_id_name_key",
        () -> user.createPersonal(someone.userId(), withOtherId(asked)));
  }

  private static NewChannel withOtherId(NewChannel same) {
    return new NewChannel(
        Ids.next(),
        same.name(),
        same.typeId(),
        same.key(),
        same.models(),
        same.share(),
        same.limits());
  }

  @Test
  void invalidValuesAreRefused() {
    Expect.refused(
        "provider_channels_priority_check",
        () -> user.createPersonal(someone.userId(), providers.newChannel("m").withShare(101, 1)));
    Expect.refused(
        "provider_channels_weight_check",
        () -> user.createPersonal(someone.userId(), providers.newChannel("m").withShare(1, 1001)));
    Expect.refused(
        "provider_channels_rate_limit_check",
        () ->
            user.createPersonal(
                someone.userId(), providers.newChannel("m").withLimits(Quota.UNLIMITED, 0)));
    Expect.refused(
        "provider_channels_models_check",
        () -> user.createPersonal(someone.userId(), providers.newChannel("")));
    Expect.refused(
        "provider_channels_type_fk",
        () ->
            user.createPersonal(
                someone.userId(), NewChannel.of("No type", -1, TestProviders.KEY, Models.of("m"))));
    Channel channel = user.createPersonal(someone.userId(), providers.newChannel("m"));
    Expect.refused("provider_channels_name_check", () -> user.update(channel.withName(" x ")));
    Expect.refused(
        "provider_channels_model_mapping_check",
        () -> user.update(channel.withModels(Models.of("m").mapped("m", ""))));
    Expect.denied(() -> user.createPersonal(Ids.next(), providers.newChannel("m")));
    Expect.denied(() -> admin.createPersonal(someone.userId(), providers.newChannel("m")));
  }

  @Test
  void anEditLeavesTheRestAsItWas() {
    Channel before =
        user.createPersonal(someone.userId(), providers.newChannel("m").withShare(3, 4));
    UUID id = before.id();
    Channel renamed = user.update(before.withName("Renamed " + id));
    assertThat(renamed.name()).isEqualTo("Renamed " + id);
    assertThat(renamed.share()).isEqualTo(before.share());
    assertThat(renamed.limits()).isEqualTo(before.limits());
    assertThat(renamed.models()).isEqualTo(before.models());
    assertThat(renamed.updatedAt()).isAfter(before.updatedAt());
    Models models = Models.of("n").mapped("n", "upstream-n");
    Channel changed =
        user.update(
            renamed
                .withShare(new NewChannel.Share(9, 8))
                .withLimits(new Limits(new Quota(7), 6))
                .withModels(models));
    assertThat(changed.share()).isEqualTo(new NewChannel.Share(9, 8));
    assertThat(changed.limits()).isEqualTo(new Limits(new Quota(7), 6));
    assertThat(changed.models()).isEqualTo(models);
    assertThat(changed.name()).isEqualTo(renamed.name());
    assertThat(user.get(id)).isEqualTo(changed);
    user.delete(id);
    Expect.notFound("channel", id, () -> user.update(changed));
    UUID never = Ids.next();
    Expect.notFound("channel", never, () -> user.get(never));
  }

  @Test
  void anEditOfWhatWasChangedSinceItWasReadIsRefusedAndChangesNothing() {
    Channel read = user.createPersonal(someone.userId(), providers.newChannel("m"));
    Channel changed = user.update(read.withModels(Models.of("n")));
    Expect.changedSince("channel", read.id(), () -> user.update(read.withName("Stale")));
    assertThat(user.get(read.id())).isEqualTo(changed);
    Channel disabled = user.disable(read.id());
    Expect.changedSince("channel", read.id(), () -> user.update(changed.withName("Stale")));
    assertThat(user.get(read.id())).isEqualTo(disabled);
    assertThat(user.update(disabled.withName("Read again")).name()).isEqualTo("Read again");
  }

  @Test
  void useOfAChannelIsNoChangeOfIt() {
    Channel read = user.createPersonal(someone.userId(), providers.newChannel("m"));
    NewReservation held = NewReservation.of(ChannelRequest.of("m"), read.id(), 3);
    providers.as(someone).quota().reserve(held);
    assertThat(user.update(read.withName("Used")).heldQuota()).isEqualTo(3);
  }

  @Test
  void oneOfConcurrentEditsSucceeds() throws Exception {
    Channel read = user.createPersonal(someone.userId(), providers.newChannel("m"));
    Channel won =
        ConcurrentEdits.oneSucceeds(
            "channel", read.id(), i -> user.update(read.withName("Edit " + i)));
    assertThat(user.get(read.id())).isEqualTo(won);
  }

  @Test
  void anEditTakesNoNameOfAnotherChannel() {
    Channel first = user.createPersonal(someone.userId(), providers.newChannel("m"));
    Channel second = user.createPersonal(someone.userId(), providers.newChannel("m"));
    Expect.duplicate(
        "provider_channels_tenant_id_owner_id_name_key",
        () -> user.update(second.withName(first.name())));
    assertThat(user.get(second.id())).isEqualTo(second);
  }

  @Test
  void onlySystemWorkReadsTheKey() {
    Channel channel = user.createPersonal(someone.userId(), providers.newChannel("m"));
    assertThat(system.key(channel.id())).isEqualTo(TestProviders.KEY);
    user.setKey(channel.id(), TestProviders.OTHER_KEY);
    assertThat(system.key(channel.id())).isEqualTo(TestProviders.OTHER_KEY);
    Expect.denied(() -> user.key(channel.id()));
    Expect.denied(() -> admin.key(channel.id()));
    assertThat(channel.toString()).doesNotContain(TestProviders.KEY.reveal());
  }

  @Test
  void pagesContinueWhereTheLastOneEnded() {
    ChannelDao other = providers.as(TestProviders.admin(Ids.next())).channels();
    List<Channel> created = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      created.add(other.createForTenant(providers.newChannel("m")));
    }
    assertThat(Paging.all(3, other::list)).isEqualTo(created);
    other.disable(created.get(2).id());
    other.update(created.get(4).withModels(Models.of("n")));
    created.remove(4);
    created.remove(2);
    assertThat(Paging.all(2, page -> other.listUsable("m", page))).isEqualTo(created);
  }

  @Test
  void deletingAChannelIsPublished() {
    Channel channel = admin.createForTenant(providers.newChannel("m"));
    admin.delete(channel.id());
    Expect.notFound("channel", channel.id(), () -> admin.delete(channel.id()));
    assertThat(providers.events("channel:" + channel.id())).containsExactly("channel.deleted");
  }

  @Test
  void channelsOfADeletedGroupAreDeleted() {
    UUID dissolved = Ids.next();
    Channel first = admin.createForGroup(dissolved, providers.newChannel("m"));
    Channel second = admin.createForGroup(dissolved, providers.newChannel("m"));
    Channel kept = admin.createForGroup(group, providers.newChannel("m"));
    Expect.denied(() -> admin.deleteByGroup(dissolved));
    assertThat(system.deleteByGroup(dissolved)).isEqualTo(2);
    assertThat(system.deleteByGroup(dissolved)).isZero();
    assertThat(admin.find(first.id())).isEmpty();
    assertThat(admin.find(second.id())).isEmpty();
    assertThat(admin.find(kept.id())).isPresent();
    assertThat(providers.events("channel:" + first.id())).containsExactly("channel.deleted");
  }

  @Test
  void explainsWhyAChannelCanBeUsedOrNot() {
    ChannelDao outsider = providers.as(TestProviders.admin(tenant)).channels();
    Channel personal = user.createPersonal(someone.userId(), providers.newChannel("m"));
    Channel ofGroup = admin.createForGroup(group, providers.newChannel("m"));
    Channel ofAll = admin.createForTenant(providers.newChannel("m"));
    reason(user, personal, ChannelAccess.Reason.OWNER);
    reason(user, ofGroup, ChannelAccess.Reason.MEMBER);
    reason(user, ofAll, ChannelAccess.Reason.TENANT);
    reason(outsider, ofAll, ChannelAccess.Reason.TENANT);
    reason(outsider, ofGroup, ChannelAccess.Reason.NOT_MEMBER);
    reason(outsider, personal, ChannelAccess.Reason.CHANNEL_NOT_FOUND);
    reason(system, ofAll, ChannelAccess.Reason.NO_USER);
    user.disable(personal.id());
    reason(user, personal, ChannelAccess.Reason.DISABLED);
    providers.set(ofAll, "quota = 3, used_quota = 3");
    reason(user, ofAll, ChannelAccess.Reason.EXHAUSTED);
    providers.fail(ofGroup);
    reason(user, ofGroup, ChannelAccess.Reason.COOLING);
    assertThat(user.explainAccess(ofGroup.id(), "m").retryAt())
        .isEqualTo(user.get(ofGroup.id()).retryAt())
        .isPresent();
    assertThat(user.explainAccess(ofAll.id(), "m").retryAt()).isEqualTo(Optional.empty());
    assertThat(user.explainAccess(ofAll.id(), "n").reason())
        .isEqualTo(ChannelAccess.Reason.UNSUPPORTED);
    assertThat(user.canUse(ofAll.id(), "n")).isFalse();
  }

  private static void reason(ChannelDao dao, Channel channel, ChannelAccess.Reason reason) {
    ChannelAccess access = dao.explainAccess(channel.id(), "m");
    Set<ChannelAccess.Reason> granting =
        Set.of(
            ChannelAccess.Reason.OWNER, ChannelAccess.Reason.MEMBER, ChannelAccess.Reason.TENANT);
    assertThat(access.reason()).isEqualTo(reason);
    assertThat(access.granted()).isEqualTo(granting.contains(reason));
    assertThat(dao.canUse(channel.id(), "m")).isEqualTo(access.granted());
    assertThat(access.toString()).startsWith(access.granted() ? "granted: " : "denied: ");
  }

  @Test
  void aQuotaBelowWhatWasUsedLeavesNothing() {
    Channel channel = user.createPersonal(someone.userId(), providers.newChannel("m"));
    providers.set(channel, "used_quota = 10");
    assertThat(user.update(channel.withLimits(new Limits(new Quota(9), 5))).usedQuota())
        .isEqualTo(10);
    reason(user, channel, ChannelAccess.Reason.EXHAUSTED);
    assertThat(user.list(PageRequest.first(1000)).items())
        .extracting(Channel::id)
        .contains(channel.id());
  }
}
