package io.meterhouse.kit.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Takes secrets and bank details out of what is kept for long. What is recorded is what the API
 * shows, which has none of them: this is the second fence, by the names of fields.
 */
public final class Redaction {

  /** What stands in the place of a value. */
  public static final String MARK = "[redacted]";

  /** Names without separators. Many tokens are a quantity, and those of pages open nothing. */
  private static final Pattern SENSITIVE =
      Pattern.compile(
          "(?:.*(?:secret|password|passphrase|privatekey|credential|signingkey)"
              + "|token|accesstoken|refreshtoken|apikey|authorization"
              + "|taxid|taxnumber|vatnumber|bic|swift|.*accountnumber|.*routingnumber|sortcode"
              + "|.*bankaccount|.*bankdetails|card|cardnumber|pan|cvv|cvc)s?"
              + "|(?!(?:(?:next)?page|resume)token$).*token|.*iban.*");

  private Redaction() {}

  /** A copy without them. */
  public static JsonNode of(JsonNode node) {
    if (node instanceof ObjectNode object) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        copy.set(
            field.getKey(),
            isSensitive(field.getKey()) && !field.getValue().isNull()
                ? JsonNodeFactory.instance.textNode(MARK)
                : of(field.getValue()));
      }
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      array.forEach(element -> copy.add(of(element)));
      return copy;
    }
    return node;
  }

  private static boolean isSensitive(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    return SENSITIVE.matcher(plain).matches();
  }
}
