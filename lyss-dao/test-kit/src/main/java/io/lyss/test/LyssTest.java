package io.lyss.test;

import io.lyss.schema.LyssDatabase;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a class of JUnit tests, and those nested in it, a migrated database of its own:
 *
 * <pre>{@code
 * @LyssTest(LyssDatabase.PLATFORM)
 * class AccessTest {
 *   @Test
 *   void aUserMayUseTheirOwnProvider(Platform platform, LyssTestDatabase database) {
 *     TestUser ann = database.organisation().user("ann");
 *     Provider mine = ann.personalProvider("Mine");
 *     assertTrue(platform.asUser(ann.id()).providers().canUserAccessProvider(ann.id(), mine.id()));
 *   }
 * }
 * }</pre>
 *
 * <p>Constructors and methods may have parameters of the type {@link LyssTestDatabase}, and of
 * {@code Platform}, {@code UserService}, {@code ProviderService}, {@code ChatService}, {@code
 * MemoryService} and {@code SharedService}, which work with the application's login.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(LyssExtension.class)
public @interface LyssTest {

  /** Which databases of LYSS it has, each in its default schema. */
  LyssDatabase[] value();
}
