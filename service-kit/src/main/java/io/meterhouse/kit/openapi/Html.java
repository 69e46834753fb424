package io.meterhouse.kit.openapi;

import java.util.Map;

/** Writes HTML; whatever is text or a value is escaped here and nowhere else. */
final class Html {

  private final StringBuilder out = new StringBuilder(64 * 1024);

  /** An element with what {@code content} writes. */
  Html element(String tag, Map<String, String> attributes, Runnable content) {
    out.append('<').append(tag);
    attributes.forEach(
        (name, value) ->
            out.append(' ').append(name).append("=\"").append(escape(value)).append('"'));
    out.append('>');
    content.run();
    out.append("</").append(tag).append('>');
    return this;
  }

  Html element(String tag, Runnable content) {
    return element(tag, Map.of(), content);
  }

  /** An element of that class. */
  Html element(String tag, String cssClass, Runnable content) {
    return element(tag, Map.of("class", cssClass), content);
  }

  /** An element that holds text. */
  Html line(String tag, String text) {
    return element(tag, () -> text(text));
  }

  /** An element of that class that holds text. */
  Html line(String tag, String cssClass, String text) {
    return element(tag, cssClass, () -> text(text));
  }

  Html link(String target, String text) {
    return element("a", Map.of("href", target), () -> text(text));
  }

  Html text(String text) {
    out.append(escape(text));
    return this;
  }

  /** Paragraphs, between empty lines, with {@code `code`}. */
  Html prose(String text) {
    for (String paragraph : text.strip().split("\n\\s*\n", -1)) {
      if (!paragraph.isBlank()) {
        element("p", () -> inline(paragraph));
      }
    }
    return this;
  }

  /** One run of text with {@code `code`}. */
  Html inline(String text) {
    String[] parts = text.split("`", -1);
    for (int i = 0; i < parts.length; i++) {
      // A tick without its partner is a tick.
      boolean code = i % 2 == 1 && i < parts.length - 1;
      if (code) {
        line("code", parts[i]);
      } else {
        text(i % 2 == 1 ? "`" + parts[i] : parts[i]);
      }
    }
    return this;
  }

  /** Trusted text: only what we wrote ourselves. */
  Html ours(String markup) {
    out.append(markup);
    return this;
  }

  @Override
  public String toString() {
    return out.toString();
  }

  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
