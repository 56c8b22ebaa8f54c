package org.mollify.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.mollify.server.route.Route;

/** Routes, queries and headers, right and wrong, to be combined into requests. */
final class FuzzRequests {
  static final String ARROW = "application/vnd.apache.arrow.stream";

  private FuzzRequests() {}

  /** Routes with a body more often than others; nothing that stops a model. */
  static Arbitrary<Route> routes(Collection<Route> all) {
    List<Route> routes = new ArrayList<>();
    for (Route route : all) {
      if (!route.path().startsWith("/admin")) {
        int weight = route.method().name().equals("POST") ? 6 : 1;
        routes.addAll(Collections.nCopies(weight, route));
      }
    }
    return Arbitraries.of(routes);
  }

  static Arbitrary<String> queries() {
    Arbitrary<String> name =
        Arbitraries.of(
            "n",
            "seed",
            "temperature",
            "samples",
            "falseAlarmRate",
            "attribution",
            "timeout_ms",
            "from",
            "to",
            "steps",
            "bins",
            "score",
            "N",
            "",
            "%ff",
            "a%00");
    Arbitrary<String> value =
        Arbitraries.of(
            "1",
            "2",
            "0",
            "-1",
            "1.5",
            "0.5",
            "true",
            "false",
            "NaN",
            "Infinity",
            "1e999",
            "30000",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "",
            "%ff",
            "%00",
            "%E2%88%9E",
            "0x1p3",
            "1e-400",
            "+1",
            "1d");
    Arbitrary<String> pair = Combinators.combine(name, value).as((n, v) -> n + "=" + v);
    Arbitrary<String> some =
        pair.list().ofMinSize(1).ofMaxSize(3).map(pairs -> "?" + String.join("&", pairs));
    // Most bodies shall be read, which no body is after a wrong query.
    return Arbitraries.frequencyOf(Tuple.of(2, Arbitraries.just("")), Tuple.of(1, some));
  }

  static Arbitrary<String> accepts() {
    Arbitrary<String> some =
        Arbitraries.of(
            "",
            "*/*",
            "application/json",
            "text/csv",
            "application/x-npy",
            ARROW,
            "image/png",
            "image/*;q=0.5, text/csv;q=0.4",
            "text/csv;q=NaN",
            "text/csv;q=2",
            ";",
            ",",
            "a/b",
            "*/*;q=0",
            "text/html",
            "application/json;q=0.0000001",
            "text/*;q=",
            "/",
            "*");
    return Arbitraries.frequencyOf(Tuple.of(2, Arbitraries.just("")), Tuple.of(1, some));
  }

  static Arbitrary<String> contentTypes() {
    return Arbitraries.of(
        "",
        "application/json",
        "application/json",
        "text/csv",
        "application/x-npy",
        ARROW,
        "image/png",
        "image/jpeg",
        "multipart/form-data; boundary=b",
        "multipart/form-data",
        "multipart/form-data; boundary=\"",
        "application/octet-stream",
        "text/csv; charset=utf-16",
        "text/csv; charset=\"utf-8\"",
        "application/json; charset",
        "application/json; charset=foo",
        "application/json; charset=\"",
        "application/x-www-form-urlencoded",
        ";",
        "json",
        "*/*");
  }

  /** The type that a body has by its first bytes. */
  static String contentTypeOf(byte[] body) {
    int first = body.length == 0 ? '{' : body[0] & 0xFF;
    return switch (first) {
      case 0x93 -> "application/x-npy";
      case 0xFF -> body.length > 1 && body[1] == (byte) 0xD8 ? "image/jpeg" : ARROW;
      case 0x89 -> "image/png";
      case '-' -> "multipart/form-data; boundary=b";
      case '{' -> "application/json";
      default -> "text/csv";
    };
  }

  /** Requests as they go over the wire, most of them none. */
  static Arbitrary<String> lines() {
    Arbitrary<String> path =
        Arbitraries.of(
            "/sample",
            "/sample?n=10%",
            "/sample?seed=%zz&n=1",
            "/models?%",
            "/health/live?a=%1",
            "/v2?a=%u0041",
            "/loglik",
            "/%zz",
            "/v2",
            "//",
            "*",
            "/a b",
            "http://x/sample",
            "/\u00e9",
            "/..;/x");
    Arbitrary<String> header =
        Arbitraries.of(
            "Host: x",
            "Host: x",
            "Host:",
            "Host x",
            "Content-Length: -1",
            "Content-Length: x",
            "Content-Length: 5\r\nContent-Length: 6",
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: gzip",
            "Accept: \u00ff",
            "X: " + "a".repeat(9000),
            "Expect: 100-continue",
            "Expect: 200",
            "Content-Type: \u0001",
            "Content-Type: application/json; charset",
            "Content-Type: application/json; charset=foo",
            "Inference-Header-Content-Length: 1e3");
    return Combinators.combine(
            Arbitraries.of("GET", "POST", "PUT", "TRACE", "OPTIONS", "get", "G\u0000T", ""),
            path,
            Arbitraries.of("HTTP/1.1", "HTTP/1.0", "HTTP/9", "", "HTTP/2.0"),
            header.list().ofMaxSize(4),
            Arbitraries.of("", "{}", "0\r\n\r\n", "zz\r\n", "ffffffffffffffff\r\n"))
        .as(
            (method, target, version, headers, body) ->
                method
                    + " "
                    + target
                    + " "
                    + version
                    + "\r\n"
                    + String.join("\r\n", headers)
                    + "\r\nConnection: close\r\n\r\n"
                    + body);
  }
}
