package io.lyss.examples.quickstart;

import io.lyss.dao.PasswordHash;
import io.lyss.dao.platform.NewUser;
import io.lyss.dao.platform.UserRole;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Names of people and of providers. */
final class Names {

  /** The domain by which this organisation can be told from a real one. */
  static final String MAIL_DOMAIN = "@quickstart.example";

  private static final List<String> GIVEN =
      List.of(
          "mei", "wei", "fang", "jing", "lei", "yan", "tao", "hua", "jun", "min", "anna", "ben",
          "clara", "daniel", "eva", "felix", "grace", "hugo", "ines", "jonas", "amara", "kofi",
          "priya", "omar");

  private static final List<String> FAMILY =
      List.of(
          "lin", "wang", "li", "zhang", "liu", "chen", "yang", "huang", "zhao", "wu", "zhou",
          "adams", "baker", "clark", "davis", "evans", "ford", "green", "hill", "jones", "okafor",
          "mensah", "patel", "hassan");

  private static final List<String> TEAMS =
      List.of(
          "Sales", "Support", "Finance", "Research", "Operations", "销售", "客服", "财务", "研发", "运营");

  private static final List<String> PURPOSES =
      List.of("general", "long context", "fast", "private");

  private Names() {}

  /** So many different names, in an order that the seed decides. */
  static List<String> people(int count, Random random) {
    List<String> people = new ArrayList<>();
    GIVEN.forEach(given -> FAMILY.forEach(family -> people.add(given + "." + family)));
    Collections.shuffle(people, random);
    return people.subList(0, count);
  }

  /** Nobody logs in: the example names the current user itself. */
  static NewUser user(String name, UserRole role) {
    return new NewUser(name, name + MAIL_DOMAIN, PasswordHash.NONE, role);
  }

  /** Forty names of organization providers. */
  static List<String> shared() {
    List<String> names = new ArrayList<>();
    PURPOSES.forEach(purpose -> TEAMS.forEach(team -> names.add(team + ", " + purpose)));
    return names;
  }
}
