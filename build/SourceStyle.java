import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks (or, with {@code fix}, repairs) the layout of every Java source of the checkout. Called by
 * the build; by hand it is {@code ./meterhouse format}.
 */
final class SourceStyle {

  private final boolean fix;
  private final Formatter formatter =
      new Formatter(
          JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.GOOGLE).build());
  private final List<Path> wrong = new ArrayList<>();

  private SourceStyle(boolean fix) {
    this.fix = fix;
  }

  public static void main(String[] args) throws Exception {
    if (args.length != 2 || !List.of("check", "fix").contains(args[0])) {
      System.err.println("usage: SourceStyle check|fix DIRECTORY");
      System.exit(2);
    }
    SourceStyle style = new SourceStyle(args[0].equals("fix"));
    Path root = Path.of(args[1]);
    for (Path source : sources(root)) {
      style.visit(source);
    }
    if (style.fix) {
      System.out.println("formatted " + style.wrong.size() + " files");
    } else if (!style.wrong.isEmpty()) {
      style.wrong.forEach(file -> System.err.println("not formatted: " + root.relativize(file)));
      System.err.println("run: ./meterhouse format");
      System.exit(1);
    }
  }

  private static List<Path> sources(Path root) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            String name = dir.getFileName().toString();
            boolean skipped =
                !dir.equals(root)
                    && (name.equals("target")
                        || name.startsWith(".")
                        || name.equals("node_modules"));
            return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(null);
    return found;
  }

  private void visit(Path source) throws Exception {
    String before = Files.readString(source);
    String after = formatter.formatSource(RemoveUnusedImports.removeUnusedImports(before));
    if (!after.equals(before)) {
      wrong.add(source);
      if (fix) {
        Files.writeString(source, after);
      }
    }
  }
}
