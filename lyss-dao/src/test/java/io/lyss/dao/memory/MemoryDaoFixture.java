package io.lyss.dao.memory;

import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;

/** A user and their memories. */
abstract class MemoryDaoFixture extends MemoryServiceTest {

  static final PageRequest PAGE = PageRequest.first(100);

  final Scope.TenantUser scope = memories.user();
  final MemoryDao dao = memories.as(scope).memories();

  Memory remember(String text) {
    return dao.remember(NewMemory.of(text)).memory();
  }
}
