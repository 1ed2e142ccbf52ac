package io.lyss.test;

import io.lyss.dao.chat.ChatService;
import io.lyss.dao.memory.MemoryService;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.shared.SharedService;
import io.lyss.dao.user.UserService;
import io.lyss.schema.LyssDatabase;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Makes the database of a test class when it is first asked for, and drops it at the end. */
final class LyssExtension implements ParameterResolver, AfterAllCallback {

  private static final Namespace LYSS = Namespace.create(LyssExtension.class);

  private record Service(LyssDatabase kind, Function<LyssTestDatabase, Object> of) {}

  private static final Map<Class<?>, Service> SERVICES =
      Map.of(
          Platform.class, new Service(LyssDatabase.PLATFORM, LyssTestDatabase::platform),
          UserService.class, new Service(LyssDatabase.USER, LyssTestDatabase::users),
          ProviderService.class, new Service(LyssDatabase.PROVIDER, LyssTestDatabase::providers),
          ChatService.class, new Service(LyssDatabase.CHAT, LyssTestDatabase::chat),
          MemoryService.class, new Service(LyssDatabase.MEMORY, LyssTestDatabase::memories),
          SharedService.class, new Service(LyssDatabase.SHARED, LyssTestDatabase::shared));

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == LyssTestDatabase.class || SERVICES.containsKey(type);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    LyssTestDatabase database = database(outermost(context));
    if (type == LyssTestDatabase.class) {
      return database;
    }
    Service service = SERVICES.get(type);
    if (!database.databases().contains(service.kind())) {
      throw new ParameterResolutionException(
          "%s is of the database %s, which is not in this test's: name it in @LyssTest"
              .formatted(type.getSimpleName(), service.kind()));
    }
    return service.of().apply(database);
  }

  /** Nested classes have the database of the class around them. */
  private static ExtensionContext outermost(ExtensionContext context) {
    ExtensionContext outermost = context;
    for (ExtensionContext each = context;
        each.getTestClass().isPresent();
        each = each.getParent().orElseThrow()) {
      outermost = each;
    }
    return outermost;
  }

  private static LyssTestDatabase database(ExtensionContext outermost) {
    Store store = outermost.getStore(LYSS);
    synchronized (LyssExtension.class) {
      LyssTestDatabase known = store.get(LyssTestDatabase.class, LyssTestDatabase.class);
      if (known != null) {
        return known;
      }
      LyssTest test = outermost.getRequiredTestClass().getAnnotation(LyssTest.class);
      if (test == null) {
        throw new ParameterResolutionException(
            "Put @LyssTest on the outermost class, not on one nested in it");
      }
      LyssTestDatabase database = LyssTestDatabase.of(Set.of(test.value()));
      store.put(LyssTestDatabase.class, database);
      return database;
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    LyssTestDatabase database =
        context.equals(outermost(context))
            ? context.getStore(LYSS).remove(LyssTestDatabase.class, LyssTestDatabase.class)
            : null;
    if (database != null) {
      database.close();
    }
  }
}
