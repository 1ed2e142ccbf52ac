package io.lyss.schema;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.SoftReference;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A folder of this jar, or of the folder of classes in its place. Each file is read where it was
 * listed, because looking it up on the class path takes longer than reading it.
 */
final class ClassPathFolder {

  // By the name of the jar, the names of its SQL files by folder. The jar has all classes too, so
  // its entries are read only once.
  private static final Map<String, SoftReference<Map<String, List<String>>>> JARS =
      new ConcurrentHashMap<>();

  private ClassPathFolder() {}

  /**
   * Its files by their names.
   *
   * @param location the folder, without a leading or trailing slash
   * @return nothing where the class path is of a kind whose folders cannot be listed
   */
  static Map<String, byte[]> read(String location, Predicate<String> wanted) throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    // A folder of Java classes may have the same name.
    for (URL folder :
        Collections.list(ClassPathFolder.class.getClassLoader().getResources(location))) {
      if (folder.getProtocol().equals("file")) {
        readFolder(
            new File(
                URLDecoder.decode(folder.getPath().replace("+", "%2B"), StandardCharsets.UTF_8)),
            wanted,
            files);
        continue;
      }
      URLConnection connection = folder.openConnection();
      if (connection instanceof JarURLConnection jar) {
        readJar(jar.getJarFile(), jar.getEntryName().replaceAll("/?$", "/"), wanted, files);
      }
    }
    return files;
  }

  private static void readFolder(File folder, Predicate<String> wanted, Map<String, byte[]> files)
      throws IOException {
    String[] names = folder.list();
    for (String name : names == null ? new String[0] : names) {
      if (wanted.test(name) && !files.containsKey(name)) {
        files.put(name, Files.readAllBytes(folder.toPath().resolve(name)));
      }
    }
  }

  private static void readJar(
      ZipFile jar, String prefix, Predicate<String> wanted, Map<String, byte[]> files)
      throws IOException {
    for (String path : paths(jar).getOrDefault(prefix, List.of())) {
      String name = path.substring(prefix.length());
      if (wanted.test(name) && !files.containsKey(name)) {
        try (InputStream file = jar.getInputStream(jar.getEntry(path))) {
          files.put(name, file.readAllBytes());
        }
      }
    }
  }

  private static Map<String, List<String>> paths(ZipFile jar) {
    SoftReference<Map<String, List<String>>> known = JARS.get(jar.getName());
    Map<String, List<String>> paths = known == null ? null : known.get();
    if (paths == null) {
      paths =
          jar.stream()
              .map(ZipEntry::getName)
              .filter(path -> path.endsWith(".sql"))
              .collect(Collectors.groupingBy(path -> path.substring(0, path.lastIndexOf('/') + 1)));
      JARS.put(jar.getName(), new SoftReference<>(paths));
    }
    return paths;
  }
}
