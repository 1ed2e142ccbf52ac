package io.lyss.dao.versions;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import org.objectweb.asm.Opcodes;

/**
 * Loads classes as if they were compiled for Java 17. Newer versions of jOOQ are for a newer Java;
 * what renders a statement in them needs nothing that 17 does not have.
 */
final class OldClassFiles extends URLClassLoader {

  private static final int MAJOR = 7;

  OldClassFiles(List<URL> classes) {
    super(classes.toArray(URL[]::new), getPlatformClassLoader());
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (file == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = file.readAllBytes();
      bytes[MAJOR] = (byte) Math.min(bytes[MAJOR], Opcodes.V17);
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
