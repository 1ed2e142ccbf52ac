package io.lyss.dao.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.testing.ConcurrentEdits;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TenantDaoTest extends UserServiceTest {

  private final TenantDao tenants = users.system().tenants();

  @Test
  void aNewTenantIsActiveAndHasTheGivenValues() {
    NewTenant wanted = new NewTenant(Ids.next(), "Ann & Söhne", "ann-3", Plan.PRO, 7, 0);
    Tenant tenant = tenants.create(wanted);
    assertThat(tenant)
        .isEqualTo(
            new Tenant(
                wanted.id(),
                "Ann & Söhne",
                "ann-3",
                TenantStatus.ACTIVE,
                Plan.PRO,
                7,
                0,
                tenant.createdAt(),
                tenant.createdAt()));
    assertThat(tenants.get(tenant.id())).isEqualTo(tenant);
    assertThat(tenants.find(tenant.id())).contains(tenant);
    assertThat(tenants.findBySlug("ann-3")).contains(tenant);
  }

  @Test
  void theBasicPlanHasRoomForAHundred() {
    Tenant tenant = users.tenant();
    assertThat(tenant.plan()).isEqualTo(Plan.BASIC);
    assertThat(tenant.maxUsers()).isEqualTo(100);
    assertThat(tenant.maxApiCalls()).isEqualTo(10_000);
  }

  @Test
  void aTenantThatDoesNotExistIsNotFound() {
    UUID never = Ids.next();
    assertThat(tenants.find(never)).isEmpty();
    assertThat(tenants.findBySlug("never")).isEmpty();
    Expect.notFound("tenant", never, () -> tenants.get(never));
    Expect.notFound("tenant", never, () -> tenants.update(TestUsers.withId(users.tenant(), never)));
    Expect.notFound("tenant", never, () -> tenants.suspend(never));
    Expect.notFound("tenant", never, () -> tenants.restore(never));
    Expect.notFound("tenant", never, () -> tenants.delete(never));
  }

  @Test
  void theListGoesFromOldToNewPageByPage() {
    List<Tenant> made = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      made.add(users.tenant());
    }
    assertThat(Paging.all(2, tenants::list)).containsSubsequence(made);
    assertThat(Paging.all(2, tenants::list))
        .isEqualTo(tenants.list(PageRequest.first(1000)).items());
  }

  @Test
  void aSlugIsUniqueAlsoAfterDeletion() {
    Tenant tenant = users.tenant();
    Expect.duplicate(
        "tenants_slug_key", () -> tenants.create(NewTenant.of("Other", tenant.slug())));
    tenants.delete(tenant.id());
    Expect.duplicate(
        "tenants_slug_key", () -> tenants.create(NewTenant.of("Other", tenant.slug())));
  }

  @Test
  void badInputIsRefused() {
    for (String slug : List.of("", "A", "a--b", "-a", "a-", "a b", "ä", "a_b")) {
      Expect.refused("tenants_slug_check", () -> tenants.create(NewTenant.of("x", slug)));
    }
    for (String name : List.of("", " ", " x", "x ")) {
      Expect.refused("tenants_name_check", () -> tenants.create(NewTenant.of(name, "free")));
    }
    Expect.refused("", () -> tenants.create(NewTenant.of("x".repeat(101), "free")));
    Expect.refused("", () -> tenants.create(NewTenant.of("x", "x".repeat(51))));
    Expect.refused(
        "tenants_max_users_check",
        () -> tenants.create(NewTenant.of("x", "free").withMaxUsers(-1)));
    Expect.refused(
        "tenants_max_api_calls_check",
        () -> tenants.create(new NewTenant(Ids.next(), "x", "free", Plan.BASIC, 1, -1)));
    Expect.refused(
        "tenants_id_check",
        () -> tenants.create(new NewTenant(new UUID(0, 0), "x", "free", Plan.BASIC, 1, 1)));
    assertThat(tenants.findBySlug("free")).isEmpty();
  }

  @Test
  void nameAndPlanAndLimitsChangeAndNothingElse() {
    Tenant tenant = users.tenant();
    Tenant named = tenants.update(tenant.withName("Other"));
    assertThat(named)
        .usingRecursiveComparison()
        .ignoringFields("name", "updatedAt")
        .isEqualTo(tenant);
    assertThat(named.name()).isEqualTo("Other");
    assertThat(named.updatedAt()).isAfter(tenant.updatedAt());
    Tenant changed =
        tenants.update(named.withPlan(Plan.ENTERPRISE).withMaxUsers(0).withMaxApiCalls(5));
    assertThat(changed.name()).isEqualTo("Other");
    assertThat(changed.plan()).isEqualTo(Plan.ENTERPRISE);
    assertThat(changed.maxUsers()).isZero();
    assertThat(changed.maxApiCalls()).isEqualTo(5);
    assertThat(tenants.get(tenant.id())).isEqualTo(changed);
    Expect.refused("tenants_max_users_check", () -> tenants.update(changed.withMaxUsers(-1)));
    assertThat(tenants.get(tenant.id())).isEqualTo(changed);
  }

  @Test
  void anEditOfWhatWasChangedSinceItWasReadIsRefusedAndChangesNothing() {
    Tenant read = users.tenant();
    Tenant suspended = tenants.suspend(read.id());
    for (Tenant stale : List.of(read, read.withName("late"))) {
      Expect.changedSince("tenant", read.id(), () -> tenants.update(stale));
    }
    assertThat(tenants.get(read.id())).isEqualTo(suspended);
    assertThat(users.types(read.id(), "tenant:" + read.id()))
        .containsExactly("tenant.created", "tenant.suspended");
    assertThat(tenants.update(suspended.withName("Other")).name()).isEqualTo("Other");
  }

  @Test
  void oneOfConcurrentEditsSucceedsAndIsAnEvent() throws Exception {
    Tenant read = users.tenant();
    Tenant won =
        ConcurrentEdits.oneSucceeds(
            "tenant", read.id(), i -> tenants.update(read.withMaxUsers(1000 + i)));
    assertThat(tenants.get(read.id())).isEqualTo(won);
    assertThat(users.types(read.id(), "tenant:" + read.id()))
        .containsExactly("tenant.created", "tenant.changed");
  }

  @Test
  void anEditThatWaitsForAnotherOfTheSameReadingIsRefused() throws Exception {
    Tenant read = users.tenant();
    CompletableFuture<Void> late =
        users
            .system()
            .inTransaction(
                session -> {
                  session.tenants().update(read.withMaxUsers(7));
                  CompletableFuture<Void> second =
                      CompletableFuture.runAsync(
                          () ->
                              Expect.changedSince(
                                  "tenant", read.id(), () -> tenants.update(read.withMaxUsers(8))));
                  users.awaitLockWait();
                  return second;
                });
    late.get(20, TimeUnit.SECONDS);
    assertThat(tenants.get(read.id()).maxUsers()).isEqualTo(7);
  }

  @Test
  void aTenantIsSuspendedDeletedAndRestored() {
    UUID id = users.tenant().id();
    assertThat(tenants.suspend(id).status()).isEqualTo(TenantStatus.SUSPENDED);
    assertThat(tenants.restore(id).status()).isEqualTo(TenantStatus.ACTIVE);
    assertThat(tenants.delete(id).status()).isEqualTo(TenantStatus.DELETED);
    assertThat(tenants.get(id).status()).isEqualTo(TenantStatus.DELETED);
    assertThat(tenants.restore(id).status()).isEqualTo(TenantStatus.ACTIVE);
  }
}
