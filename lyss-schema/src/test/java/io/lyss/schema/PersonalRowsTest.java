package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.platform.PlatformSubject;
import io.lyss.schema.service.Persona;
import io.lyss.throwaway.OneIn;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** All that is kept about a person is returned to them and to system work, and no secret is. */
@ParameterizedClass
@MethodSource("io.lyss.schema.Restricted#all")
@OneIn(3)
class PersonalRowsTest extends PersonTest {

  private List<Object> pages(Scoped scope, int limit) throws SQLException {
    List<Object> rows = new ArrayList<>();
    String place = null;
    while (true) {
      List<? extends List<?>> page =
          scope.rows(
              "select table_name || ': ' || data, place::text from personal_rows(%s, ?::jsonb, %d)"
                  .formatted(person, limit),
              place);
      page.forEach(row -> rows.add(row.get(0)));
      if (page.size() < limit) {
        return rows;
      }
      place = (String) page.get(page.size() - 1).get(1);
    }
  }

  @Test
  void pagesOfAnySizeHaveAllRowsOnce() throws SQLException {
    List<Object> all = pages(system, 1000);

    assertThat(all).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(1);
    assertThat(pages(system, 1)).isEqualTo(all);
    assertThat(pages(system, 2)).isEqualTo(all);
    for (List<?> table :
        superuser.rows(
            "select table_name, belongs_to_person(table_name, ?, ?) from personal_tables()"
                + " where person is not null and keys is not null",
            tenant,
            id)) {
      long rows =
          (Long) superuser.value("select count(*) from %s where %s".formatted(table.toArray()));
      assertThat(all)
          .filteredOn(row -> row.toString().startsWith(table.get(0) + ": "))
          .as("%s", table.get(0))
          .hasSize((int) rows);
    }
  }

  @Test
  void everyColumnButSecretsIsInThem() throws SQLException {
    for (List<?> table :
        superuser.rows(
            """
            select t.table_name, array(select unnest(t.personal || t.other) order by 1)::text,
              array(select jsonb_object_keys(r.data) order by 1)::text,
              exists (select from unnest(t.secret) as s where r.data ? s)
            from rows_of_person('%s', '%s', null, 1000) as r
            join personal_tables() as t on t.table_name = r.table_name
            """
                .formatted(tenant.replace("'", "''"), id)
                .replace("data ? s", "data ->> s is not null"))) {
      assertThat(table.get(2)).as("%s", table.get(0)).isEqualTo(table.get(1));
      assertThat(table.get(3)).isEqualTo(false);
    }
  }

  @Test
  void onlyThePersonAndSystemWorkGetThem() throws SQLException {
    List<Object> all = pages(system, 1000);
    String query = "select personal_rows(%s, null, 5)".formatted(person);
    if (subject instanceof PlatformSubject platform) {
      assertThat(pages(platform.as(database.app(), 3), 1000)).hasSizeGreaterThan(3);
      for (int other : List.of(1, 2)) {
        Scoped scope = platform.as(database.app(), other);
        assertThat(scope.attempt(query).denied()).isTrue();
      }
      return;
    }
    Restricted<Persona> service = service();
    assertThat(pages(service.as(database.app(), Persona.ANN), 1000)).isEqualTo(all);
    for (Persona other :
        List.of(
            Persona.BOB, Persona.ADMIN, Persona.ROOT, Persona.RIVALS_ANN, Persona.RIVALS_ADMIN)) {
      assertThat(service.as(database.app(), other).attempt(query).denied())
          .as("%s", other)
          .isTrue();
    }
    assertThat(subject.asSystem(database.app(), "").attempt(query).denied()).isTrue();
  }

  @SuppressWarnings("unchecked")
  private Restricted<Persona> service() {
    return (Restricted<Persona>) subject;
  }

  @Test
  void aCursorThatIsNoRowIsRefused() throws SQLException {
    for (String place :
        List.of("{}", "{\"table\": \"jobs\", \"key\": [1]}", "{\"table\": \"x'; drop\"}")) {
      assertThat(
              system
                  .attempt("select personal_rows(%s, ?::jsonb, 5)".formatted(person), place)
                  .constraint())
          .isEqualTo("after");
    }
  }
}
