# One image for the four services; the command names the service's main class.
# docker build -t meterhouse .

FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
RUN mvn --batch-mode -DskipTests -Dformat.skip=true \
      -pl ingest-api,stream-aggregator,rating-engine,query-api -am \
      package dependency:copy-dependencies -DincludeScope=runtime
# Of the services alone: what only tests and laptops need is built beside them and stays here.
RUN mkdir -p /app/lib \
 && for service in ingest-api stream-aggregator rating-engine query-api; do \
      cp "$service"/target/dependency/*.jar "$service"/target/*-SNAPSHOT.jar /app/lib/ || exit 1; \
    done

FROM eclipse-temurin:25-jre
RUN groupadd --system meterhouse && useradd --system --gid meterhouse --create-home meterhouse \
 && mkdir -p /var/lib/meterhouse && chown meterhouse:meterhouse /var/lib/meterhouse
COPY --from=build /app/lib /app/lib
USER meterhouse
VOLUME /var/lib/meterhouse
# A container is reached through its published port only, so it listens on all of its own addresses.
ENV METERHOUSE_HTTP_HOST=0.0.0.0 METERHOUSE_HTTP_PORT=8080 METERHOUSE_STATE_DIR=/var/lib/meterhouse \
    METERHOUSE_ADMIN_HOST=0.0.0.0 METERHOUSE_ADMIN_PORT=9090 METERHOUSE_LOG_FORMAT=json
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=12 \
  CMD ["java", "-Xmx32m", "-XX:+UseSerialGC", "-cp", "/app/lib/*", "io.meterhouse.kit.lifecycle.HealthProbe", "http://127.0.0.1:8080/health/ready"]
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=70", "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp", "/app/lib/*"]
CMD ["io.meterhouse.ingest.IngestMain"]
