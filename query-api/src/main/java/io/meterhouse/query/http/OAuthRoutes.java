package io.meterhouse.query.http;

import io.javalin.http.Context;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.http.Access;
import io.meterhouse.kit.http.Answers;
import io.meterhouse.kit.http.Quota;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.http.Routes;
import io.meterhouse.kit.http.error.ErrorFamily;
import io.meterhouse.query.OAuthClient;
import io.meterhouse.query.OAuthClientStore;
import io.meterhouse.query.TokenIssuer;
import io.meterhouse.query.TokenRequest;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The built-in OAuth issuer: gives tokens to its clients, and says how to verify them. */
public record OAuthRoutes(OAuthClientStore clients, TokenIssuer issuer) implements RouteGroup {

  private static final String TOKEN = "/oauth/token";
  private static final String JWKS = "/.well-known/jwks.json";

  @Override
  public ErrorFamily family() {
    return ErrorFamily.OAUTH;
  }

  @Override
  public void register(Routes routes) {
    // Open: whoever has no token yet comes here, and proves itself by its secret.
    routes
        .ask(TOKEN, Access.OPEN, this::token)
        .get(JWKS, Access.OPEN, ctx -> Answers.json(ctx, 200, new Keys(issuer.publicKeys())))
        .get("/.well-known/openid-configuration", Access.OPEN, this::metadata)
        .get("/.well-known/oauth-authorization-server", Access.OPEN, this::metadata);
  }

  private void token(Context ctx) throws IOException {
    ctx.header("Cache-Control", "no-store").header("Pragma", "no-cache");
    issuer.requireOn();
    TokenRequest request =
        TokenRequest.read(FormBody.read(ctx), BasicProof.of(ctx.header("Authorization")));
    OAuthClient client = request.proof().client(clients);
    Quota.useRequestOf(ctx, client.clientId());
    Set<Scope> scopes = request.granted(client);
    TokenIssuer.Issued issued = issuer.issue(client, scopes);
    Answers.json(
        ctx,
        200,
        new Token(
            issued.accessToken(),
            "Bearer",
            issued.lifetime().toSeconds(),
            scopes.stream().sorted().map(Scope::wireName).collect(Collectors.joining(" "))));
  }

  private void metadata(Context ctx) {
    issuer.requireOn();
    Answers.json(
        ctx,
        200,
        new Metadata(
            issuer.name(),
            issuer.name() + TOKEN,
            issuer.name() + JWKS,
            List.of("client_credentials"),
            List.of(),
            List.of("client_secret_basic", "client_secret_post"),
            Arrays.stream(Scope.values()).map(Scope::wireName).toList()));
  }

  private record Token(String accessToken, String tokenType, long expiresIn, String scope) {}

  private record Keys(List<Map<String, Object>> keys) {}

  private record Metadata(
      String issuer,
      String tokenEndpoint,
      String jwksUri,
      List<String> grantTypesSupported,
      List<String> responseTypesSupported,
      List<String> tokenEndpointAuthMethodsSupported,
      List<String> scopesSupported) {}
}
