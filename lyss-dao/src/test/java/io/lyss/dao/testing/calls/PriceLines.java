package io.lyss.dao.testing.calls;

import static io.lyss.dao.testing.calls.PricedWorld.AT;

import io.lyss.dao.PageRequest;
import io.lyss.dao.PricedModel;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.session.Session;
import java.util.List;
import java.util.function.UnaryOperator;

/** The lines of the DAO of prices, alike in each database that has one. */
public final class PriceLines {

  public static final UnaryOperator<PricedModel> NO_MODEL =
      known -> new PricedModel(known.providerType(), "never");

  private static final PageRequest PAGE = PageRequest.first(100);

  private PriceLines() {}

  /** The calls that read prices. Each names, in an argument, a price that strangers do not see. */
  public static <S extends Session<?, S>, W extends World<S> & PricedWorld> void reading(
      Calls<S, W> calls, World.Strangers... strangers) {
    find(calls).forEach(line -> line.hides(0, NO_MODEL, strangers));
    get(calls).hides(0, strangers);
    list(calls).shows(w -> w.model().name(), strangers);
  }

  /** The calls that read prices, where all users see all prices. */
  public static <S extends Session<?, S>, W extends World<S> & PricedWorld> void readingByAll(
      Calls<S, W> calls) {
    String all = "all users see what models cost";
    find(calls).forEach(line -> line.except(all, HiddenRows.class));
    get(calls).except(all, HiddenRows.class);
    list(calls).varies().except(all, HiddenRows.class);
  }

  private static <S extends Session<?, S>, W extends World<S> & PricedWorld> List<Line<S, W>> find(
      Calls<S, W> calls) {
    return List.of(
        calls.reads("find(PricedModel, Instant)", w -> Calls.args(w.model(), AT)),
        calls.reads(
            "cost(PricedModel, Instant, TokenCounts)",
            w -> Calls.args(w.model(), AT, TokenCounts.of(1, 2))),
        calls.reads("history(PricedModel, PageRequest)", w -> Calls.args(w.model(), PAGE)));
  }

  private static <S extends Session<?, S>, W extends World<S> & PricedWorld> Line<S, W> get(
      Calls<S, W> calls) {
    return calls.reads("get(UUID)", w -> Calls.args(w.priced().id()));
  }

  private static <S extends Session<?, S>, W extends World<S> & PricedWorld> Line<S, W> list(
      Calls<S, W> calls) {
    return calls.reads("list(Instant, PageRequest)", w -> Calls.args(AT, PAGE));
  }

  /** The calls that set prices. */
  public static <S extends Session<?, S>, W extends World<S> & PricedWorld>
      List<Line<S, W>> setting(Calls<S, W> calls) {
    String seldom = "prices change now and then";
    return List.of(
        calls
            .writes("set(NewPrice)", w -> Calls.args(PricedWorld.priceToBe()))
            .except(seldom, Plans.class),
        calls
            .writes("update(Price)", w -> Calls.args(w.priced().withCurrency("EUR")))
            .failsTheNextTime(ConflictException.class)
            .except(seldom, Plans.class),
        calls
            .writes("end(PricedModel, Instant)", w -> Calls.args(w.model(), AT))
            .answersAnewTheNextTime()
            .except(seldom, Plans.class));
  }
}
