package io.lyss.dao.versions;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Resolves references of class files as a JVM would when it runs them, but all of them and without
 * loading a class: so the classes may be of a newer Java than this one.
 */
final class Linkage implements Closeable {

  private static final int ASM = Opcodes.ASM9;

  /** The JVM itself gives its methods any signature. */
  private static final String ANY_SIGNATURE = "java/lang/invoke/MethodHandle";

  /** What others can refer to in a class. */
  private record Shape(boolean isInterface, List<String> parents, Set<String> members) {}

  private final URLClassLoader classes;
  private final Map<String, Optional<Shape>> shapes = new HashMap<>();
  private final Set<String> broken = new TreeSet<>();
  private int references;

  /**
   * @param classes where the classes lie that refer to each other; Java's own are there anyway
   */
  Linkage(List<URL> classes) {
    this.classes =
        new URLClassLoader(classes.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  /** Resolves what a class refers to. */
  void check(byte[] file) {
    ClassReader reader = new ClassReader(file);
    String from = reader.getClassName();
    Stream.concat(Stream.of(reader.getSuperName()), Stream.of(reader.getInterfaces()))
        .forEach(parent -> type(from, parent));
    reader.accept(
        new ClassVisitor(ASM) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String type, String signature, String[] exceptions) {
            return new References(from + "." + name);
          }
        },
        ClassReader.SKIP_DEBUG);
  }

  /** The references that do not resolve, each after the method that has it. */
  Set<String> broken() {
    return broken;
  }

  /** How many references were resolved. */
  int references() {
    return references;
  }

  private void type(String from, String name) {
    Type type = Type.getObjectType(name);
    Type element = type.getSort() == Type.ARRAY ? type.getElementType() : type;
    if (element.getSort() == Type.OBJECT && shape(element.getInternalName()).isEmpty()) {
      broken.add(from + " -> " + element.getClassName());
    }
  }

  private void member(
      String from, String owner, String member, @Nullable Boolean throughInterface) {
    references++;
    if (owner.startsWith("[") || owner.equals(ANY_SIGNATURE)) {
      return;
    }
    Optional<Shape> shape = shape(owner);
    if (shape.isEmpty()
        || throughInterface != null && throughInterface != shape.get().isInterface()
        || !has(owner, member)) {
      broken.add(from + " -> " + owner + "." + member);
    }
  }

  private boolean has(String owner, String member) {
    return shape(owner)
        .filter(
            shape ->
                shape.members().contains(member)
                    || shape.parents().stream().anyMatch(parent -> has(parent, member)))
        .isPresent();
  }

  private Optional<Shape> shape(String name) {
    Optional<Shape> known = shapes.get(name);
    if (known == null) {
      known = read(name);
      shapes.put(name, known);
    }
    return known;
  }

  private Optional<Shape> read(String name) {
    try (InputStream file = classes.getResourceAsStream(name + ".class")) {
      return file == null ? Optional.empty() : Optional.of(shape(new ClassReader(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Shape shape(ClassReader reader) {
    Set<String> members = new TreeSet<>();
    reader.accept(
        new ClassVisitor(ASM) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String type, String signature, String[] exceptions) {
            members.add(kind(access) + name + type);
            return new MethodVisitor(ASM) {};
          }

          @Override
          public FieldVisitor visitField(
              int access, String name, String type, String signature, Object value) {
            members.add(kind(access) + name + " " + type);
            return new FieldVisitor(ASM) {};
          }
        },
        ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    boolean isInterface = (reader.getAccess() & Opcodes.ACC_INTERFACE) != 0;
    String parent = reader.getSuperName();
    return new Shape(
        isInterface,
        Stream.concat(Stream.ofNullable(parent), Stream.of(reader.getInterfaces())).toList(),
        members);
  }

  private static String kind(int access) {
    return kind((access & Opcodes.ACC_STATIC) != 0);
  }

  private static String kind(boolean isStatic) {
    return isStatic ? "static " : "";
  }

  private final class References extends MethodVisitor {
    private final String from;

    References(String from) {
      super(ASM);
      this.from = from;
    }

    @Override
    public void visitMethodInsn(int code, String owner, String name, String type, boolean of) {
      member(from, owner, kind(code == Opcodes.INVOKESTATIC) + name + type, of);
    }

    @Override
    public void visitFieldInsn(int code, String owner, String name, String type) {
      boolean isStatic = code == Opcodes.GETSTATIC || code == Opcodes.PUTSTATIC;
      member(from, owner, kind(isStatic) + name + " " + type, null);
    }

    @Override
    public void visitTypeInsn(int code, String name) {
      type(from, name);
    }

    @Override
    public void visitLdcInsn(Object value) {
      constant(value);
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String type, Handle bootstrap, Object... arguments) {
      Stream.of(arguments).forEach(this::constant);
    }

    private void constant(Object value) {
      if (value instanceof Handle handle && handle.getTag() >= Opcodes.H_INVOKEVIRTUAL) {
        boolean isStatic = handle.getTag() == Opcodes.H_INVOKESTATIC;
        member(
            from,
            handle.getOwner(),
            kind(isStatic) + handle.getName() + handle.getDesc(),
            handle.isInterface());
      } else if (value instanceof Type type && type.getSort() == Type.OBJECT) {
        type(from, type.getInternalName());
      }
    }
  }

  @Override
  public void close() throws IOException {
    classes.close();
  }
}
