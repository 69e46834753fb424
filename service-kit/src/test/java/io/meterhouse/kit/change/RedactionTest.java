package io.meterhouse.kit.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token",
        "accessToken",
        "id_token",
        "webhook_token",
        "client_secret",
        "webhookSecret",
        "password",
        "private_key",
        "iban",
        "IBAN",
        "iban_number",
        "payout_iban",
        "tax_id",
        "taxNumber",
        "vat_number",
        "bic",
        "bank_account",
        "accountNumber",
        "card_number",
        "cvv",
        "bank_details"
      })
  void shouldTakeOutSecretsAndBankDetailsByName(String name) throws Exception {
    String json = "{\"a\":[{\"%s\":\"hunter2\"}],\"%s\":{\"x\":\"hunter2\"}}".formatted(name, name);
    assertThat(Redaction.of(JSON.readTree(json)).toString())
        .doesNotContain("hunter2")
        .contains(Redaction.MARK);
  }

  @Test
  void shouldLeaveEverythingElse() throws Exception {
    String json =
        """
        {"tenant_id":"TEN-1","usage_metric":"tokens","page_token":"x","next_page_token":null,
         "pageToken":"y","resume_token":"z","metric":"llm_tokens","input_tokens":3,"values":["llm_tokens"],
         "token":null,"discard":1,"company":"Pan Ltd","name":"Secretary"}
        """;
    assertThat(Redaction.of(JSON.readTree(json))).isEqualTo(JSON.readTree(json));
  }
}
