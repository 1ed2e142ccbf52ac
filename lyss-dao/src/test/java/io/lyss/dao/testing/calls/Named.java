package io.lyss.dao.testing.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.session.Session;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** The text that is sent to the server names its call, and a listener receives the same name. */
public final class Named<S extends Session<?, S>, W extends World<S>> implements Property<S, W> {

  // after the first word, so that a tool that truncates the text keeps it
  private static final Pattern NAME = Pattern.compile("(?:^|; )\\w+ /\\* lyss (\\w+\\.\\w+) \\*/ ");

  private final Bench<S, W> bench;
  private final List<String> sent = new ArrayList<>();
  private final DataSource pool;

  Named(Bench<S, W> bench) {
    this.bench = bench;
    pool = recording(bench.database().pool());
  }

  @Override
  public String name() {
    return "names itself in the text of its statement";
  }

  @Override
  public void holdsFor(Line<S, W> line) {
    W world = bench.world(line.caller());
    Object[] arguments = line.arguments(world);
    sent.clear();
    line.call(world, pool, arguments);
    assertThat(sent).isNotEmpty().allSatisfy(sql -> assertThat(names(sql)).hasSize(1));
    assertThat(sent.stream().flatMap(sql -> names(sql).stream())).isSubsetOf(namesOf(line));
  }

  private static List<String> names(String sql) {
    return NAME.matcher(sql).results().map(found -> found.group(1)).toList();
  }

  /** A call that only uses the answer of another call is reported under the other's name. */
  private Set<String> namesOf(Line<S, W> line) {
    String own = line.method().getName();
    List<String> methods = own.equals("get") ? List.of("get", "find") : List.of(own);
    return Stream.of(line.type(), line.method().getDeclaringClass())
        .flatMap(type -> methods.stream().map(method -> type.getSimpleName() + "." + method))
        .collect(Collectors.toSet());
  }

  private DataSource recording(DataSource over) {
    return proxy(
        DataSource.class,
        over,
        (name, answer, arguments) ->
            answer instanceof Connection connection ? recording(connection) : answer);
  }

  private Connection recording(Connection over) {
    return proxy(
        Connection.class,
        over,
        (name, answer, arguments) -> {
          if (name.equals("prepareStatement")) {
            sent.add((String) arguments[0]);
          }
          return answer;
        });
  }

  private interface Seen {
    Object answer(String method, Object answer, Object[] arguments);
  }

  private static <T> T proxy(Class<T> type, T over, Seen seen) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              try {
                return seen.answer(method.getName(), method.invoke(over, arguments), arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
