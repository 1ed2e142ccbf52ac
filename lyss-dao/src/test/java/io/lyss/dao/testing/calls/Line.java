package io.lyss.dao.testing.calls;

import io.lyss.dao.error.LyssException;
import io.lyss.dao.session.Session;
import io.lyss.dao.testing.calls.World.Strangers;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A line of the catalogue: one public method, and what is to be known to call it. */
public final class Line<S extends Session<?, S>, W extends World<S>> {

  /** What to call a method on. */
  @FunctionalInterface
  interface Reach<S, W> {
    /**
     * @param named whether the tenant is named, where there is a choice
     */
    Object from(S session, W world, DataSource pool, boolean named);
  }

  /** What a second call with the same arguments comes to. */
  enum Again {
    /** The same answer. */
    SAME,
    /** Another answer of the same kind. */
    OTHER,
    /** A failure. */
    FAILS
  }

  /** An argument that names what strangers do not see, and one like it that names nothing. */
  record Secret(int place, UnaryOperator<Object> never, Set<Strangers> strangers) {}

  /** Rows that an answer shows, and does not show to strangers. */
  record Shown<W>(Function<W, Object> row, Set<Strangers> strangers) {}

  private final Class<?> type;
  private final Method method;
  private final Reach<S, W> reach;
  private final boolean namesTenant;
  private final boolean writes;
  private final Function<W, Object[]> arguments;
  private final Map<Class<?>, String> exceptions = new HashMap<>();
  private final Map<Integer, List<Object>> others = new HashMap<>();
  private Set<Caller> callers;
  private Again again = Again.SAME;
  private @Nullable Class<? extends LyssException> failure;
  private final List<Secret> secrets = new ArrayList<>();
  private final List<Shown<W>> shown = new ArrayList<>();
  private final Set<Strangers> free = EnumSet.noneOf(Strangers.class);
  private Optional<Pattern> jobs = Optional.empty();
  private boolean varies;
  private boolean idle;
  private boolean everyMonth;
  private boolean forPersons = true;

  Line(
      Class<?> type,
      String signature,
      Reach<S, W> reach,
      boolean namesTenant,
      Set<Caller> callers,
      boolean writes,
      Function<W, Object[]> arguments) {
    this.type = type;
    this.method = method(type, signature);
    this.reach = reach;
    this.namesTenant = namesTenant;
    this.callers = callers;
    this.writes = writes;
    this.arguments = arguments;
  }

  private static Method method(Class<?> type, String signature) {
    return Arrays.stream(type.getMethods())
        .filter(method -> signature(method).equals(signature))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    type.getName() + " has no public method " + signature + " (any more)"));
  }

  static String signature(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(Class::getSimpleName)
        .collect(Collectors.joining(", ", method.getName() + "(", ")"));
  }

  // ---- what a line says beside its method

  /** Only these methods of its DAO call it. */
  public Line<S, W> by(Caller first, Caller... others) {
    callers = Calls.inOrder(first, others);
    return this;
  }

  /**
   * The argument of that place names a row that strangers do not see: they are answered as if it
   * had never been.
   */
  public Line<S, W> hides(int place, Strangers... from) {
    return hides(place, HiddenRows::neverLike, from);
  }

  /**
   * The same of an argument that is more than an id.
   *
   * @param never makes one like it that names a row that never was
   */
  @SuppressWarnings("unchecked") // an argument of that method
  public <T> Line<S, W> hides(int place, UnaryOperator<T> never, Strangers... from) {
    secrets.add(new Secret(place, known -> never.apply((T) known), strangers(from)));
    return this;
  }

  /**
   * Its answer shows rows, and to strangers none of these.
   *
   * @param row makes one, and says what the answer shows of it: its id, say
   */
  public Line<S, W> shows(Function<W, Object> row, Strangers... from) {
    shown.add(new Shown<>(row, strangers(from)));
    return this;
  }

  /** After one caller, another one can make the call with the same arguments. */
  public Line<S, W> leavesOthersFree(Strangers... others) {
    free.addAll(strangers(others));
    return this;
  }

  private static Set<Strangers> strangers(Strangers... some) {
    return some.length == 0 ? EnumSet.allOf(Strangers.class) : EnumSet.copyOf(Arrays.asList(some));
  }

  /** Values of an argument that are tried beside the limits of its type. */
  public Line<S, W> also(int place, Object... values) {
    others.computeIfAbsent(place, p -> new ArrayList<>()).addAll(Arrays.asList(values));
    return this;
  }

  /** The second time, with the same arguments, it answers something else. */
  public Line<S, W> answersAnewTheNextTime() {
    again = Again.OTHER;
    return this;
  }

  /** The second time, with the same arguments, it fails. */
  public Line<S, W> failsTheNextTime(Class<? extends LyssException> with) {
    again = Again.FAILS;
    failure = with;
    return this;
  }

  /**
   * It is system work that no person stands in for, not even an administrator of the platform.
   *
   * @param why which has to be said
   */
  public Line<S, W> notForPersons(String why) {
    if (why.isBlank()) {
      throw new IllegalArgumentException("Say why " + this + " is for no person");
    }
    forPersons = false;
    return by(Caller.SYSTEM);
  }

  /**
   * Some properties do not hold for it.
   *
   * @param why which has to be said
   */
  @SafeVarargs
  @SuppressWarnings("rawtypes") // a class literal has no parameters
  public final Line<S, W> except(String why, Class<? extends Property>... properties) {
    if (why.isBlank()) {
      throw new IllegalArgumentException("Say why " + this + " is an exception");
    }
    for (Class<? extends Property> property : properties) {
      exceptions.put(property, why);
    }
    return this;
  }

  /**
   * While a job has not ended that has done its work, it waits.
   *
   * @param why which has to be said
   * @param names what the names of such jobs match
   */
  public Line<S, W> waitsFor(String why, String names) {
    if (why.isBlank()) {
      throw new IllegalArgumentException("Say why " + this + " waits");
    }
    jobs = Optional.of(Pattern.compile(names));
    return this;
  }

  /** None of the properties holds for it. */
  Line<S, W> exceptAll(String why) {
    return except(
        why,
        OneRoundTrip.class,
        Named.class,
        Plans.class,
        Joined.class,
        HiddenRows.class,
        OtherSchema.class,
        DriverModes.class,
        Repeated.class,
        Cut.class,
        HostileArguments.class,
        TamperedCursors.class,
        OnOneNode.class,
        Disconnected.class,
        Interleaved.class,
        StoredStatus.class,
        ClosedTenant.class,
        OnReplica.class,
        SignedScope.class,
        AtScale.class);
  }

  /**
   * It looks into each month, by an index.
   *
   * @param why which has to be said
   */
  public Line<S, W> looksIntoEachMonth(String why) {
    if (why.isBlank()) {
      throw new IllegalArgumentException("Say why " + this + " looks into each month");
    }
    everyMonth = true;
    return this;
  }

  /** It writes where there is something to do, which here there is not. */
  public Line<S, W> findsNothingToDo() {
    idle = true;
    return this;
  }

  /** Its answer depends on more than the rows of a world. */
  public Line<S, W> varies() {
    varies = true;
    return this;
  }

  // ---- what properties make of it

  // They make their statements of the catalog, or take their time.
  private static final Set<String> RARE =
      Set.of("MaintenanceDao", "RetentionDao", "JobDao", "StorageDao", "PersonalDataDao");

  /** Whether it is asked for now and then, and not by requests. */
  boolean isRare() {
    return RARE.contains(type.getSimpleName());
  }

  Class<?> type() {
    return type;
  }

  Method method() {
    return method;
  }

  Set<Caller> callers() {
    return callers;
  }

  Caller caller() {
    return callers.iterator().next();
  }

  /** This is enough where callers differ only in their rights. */
  Set<Caller> firstAndLastCaller() {
    Caller last = callers.stream().reduce((first, second) -> second).orElseThrow();
    return Calls.inOrder(caller(), last);
  }

  /** Whether an administrator of the platform stands in for system work. */
  boolean isForPersons() {
    return forPersons;
  }

  boolean isOfEveryMonth() {
    return everyMonth;
  }

  boolean isSystemWork() {
    return callers.stream().allMatch(c -> c == Caller.SYSTEM || c == Caller.ADMINISTRATOR);
  }

  boolean writes() {
    return writes;
  }

  boolean findsSomethingToDo() {
    return writes && !idle;
  }

  Again again() {
    return again;
  }

  @Nullable Class<? extends LyssException> failure() {
    return failure;
  }

  List<Secret> secrets() {
    return secrets;
  }

  List<Shown<W>> shown() {
    return shown;
  }

  /** Users whom it does not concern. */
  Set<Strangers> leavesFree() {
    return free;
  }

  /** What the names match of jobs that it waits for. */
  Optional<Pattern> waitsFor() {
    return jobs;
  }

  /** Whether to name the tenant; both, where both are possible. */
  boolean[] waysToTheTenant() {
    return namesTenant ? new boolean[] {false, true} : new boolean[] {false};
  }

  /** Whether two calls with the same arguments answer the same to the letter. */
  boolean answersExactly() {
    return !writes && !varies;
  }

  /** Whether two calls with new arguments answer alike, but for ids, times and numbers. */
  boolean answersAlike() {
    return !varies;
  }

  Optional<String> exception(Class<?> property) {
    return Optional.ofNullable(exceptions.get(property));
  }

  /** New arguments of a call in a world, with the rows that it needs. */
  Object[] arguments(W world) {
    return arguments.apply(world);
  }

  List<Object[]> arguments(W world, int times) {
    return IntStream.range(0, times).mapToObj(i -> arguments(world)).toList();
  }

  /** The arguments with one of them another, each in turn but for the one of that place. */
  List<@Nullable Object[]> odd(@Nullable Object[] arguments, OptionalInt but) {
    List<@Nullable Object[]> odd = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      if (but.isPresent() && but.getAsInt() == i) {
        continue;
      }
      List<Object> values = new ArrayList<>(Ends.of(method.getParameterTypes()[i]));
      values.addAll(others.getOrDefault(i, List.of()));
      for (Object value : values) {
        odd.add(with(arguments, i, value));
      }
    }
    return odd;
  }

  /** The arguments, and with each of the values that the line says to try, too. */
  List<@Nullable Object[]> tried(@Nullable Object[] arguments) {
    List<@Nullable Object[]> tried = new ArrayList<>();
    tried.add(arguments);
    others.forEach(
        (place, values) -> values.forEach(value -> tried.add(with(arguments, place, value))));
    return tried;
  }

  static @Nullable Object[] with(@Nullable Object[] arguments, int place, @Nullable Object value) {
    @Nullable Object[] with = arguments.clone();
    with[place] = value;
    return with;
  }

  /** Makes the call, and throws what it throws. */
  @Nullable Object call(W world, S session, DataSource pool, @Nullable Object... arguments) {
    return call(world, session, pool, world.isSystem(), arguments);
  }

  /** The same, with or without the name of the world's tenant, where both are possible. */
  @Nullable Object call(
      W world, S session, DataSource pool, boolean named, @Nullable Object... arguments) {
    try {
      return method.invoke(reach.from(session, world, pool, named), arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      throw new IllegalStateException(this + " has thrown what is checked", e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The call in a scope of the world's caller, over a pool. */
  @Nullable Object call(W world, DataSource pool, @Nullable Object... arguments) {
    return call(world, world.session(pool, world.caller()), pool, arguments);
  }

  /** The name under which the call stands in lists: overloads share it. */
  String name() {
    return type.getSimpleName() + "." + method.getName();
  }

  @Override
  public String toString() {
    return type.getSimpleName() + "." + signature(method);
  }
}
