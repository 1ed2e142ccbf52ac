package io.lyss.dao.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Passes each call of an interface on to an object, and does something around it. */
public final class Proxied {

  private Proxied() {}

  /** The call that is passed on. */
  public interface Call {
    @Nullable Object run() throws Throwable;
  }

  /** What is done instead of a call, which is usually more than the call. */
  public interface Around {
    @Nullable Object of(String method, Call call) throws Throwable;
  }

  /** An object that has this interface, and no other one of the real object. */
  public static <T> T of(Class<T> type, T real, Around around) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                around.of(
                    method.getName(),
                    () -> {
                      try {
                        return method.invoke(real, arguments);
                      } catch (InvocationTargetException e) {
                        throw e.getCause();
                      }
                    })));
  }
}
