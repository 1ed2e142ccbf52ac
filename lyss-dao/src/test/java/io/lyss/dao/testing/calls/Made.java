package io.lyss.dao.testing.calls;

import io.lyss.dao.session.Session;

/** A call that is to be made, with the rows that it needs. */
record Made<S extends Session<?, S>, W extends World<S>>(
    Line<S, W> line, W world, Object[] arguments) {

  static <S extends Session<?, S>, W extends World<S>> Made<S, W> of(
      Bench<S, W> bench, Line<S, W> line) {
    W world = bench.world(line.caller());
    return new Made<>(line, world, line.arguments(world));
  }
}
