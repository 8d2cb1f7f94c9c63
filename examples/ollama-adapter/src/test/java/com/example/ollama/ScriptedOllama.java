package com.example.ollama;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands in for Ollama: calls a tool, then says what came of it; whole or in lines, as it is asked. */
final class ScriptedOllama implements AutoCloseable {
    private static final String HEAD = "{\"model\":\"qwen3\",\"created_at\":\"2025-10-26T17:21:21.196249Z\",";
    private static final String CALL = "{\"function\":{\"name\":\"weather\",\"arguments\":{\"city\":\"Bern\"}}}";
    private static final String END =
            "\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":26,\"eval_count\":9}";

    private final HttpServer server;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    ScriptedOllama() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The bodies that came. */
    List<String> requests() {
        return requests;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(body);
            if (!exchange.getRequestURI().getPath().equals("/api/chat")) {
                send(exchange, 404, List.of("404 page not found"));
            } else if (body.contains("\"model\":\"gone\"")) {
                send(exchange, 404, List.of("{\"error\":\"model 'gone' not found\"}"));
            } else if (body.contains("\"model\":\"weak\"")) {
                send(exchange, 200, List.of(piece("\"content\":\"Hm\""), "{\"error\":\"out of memory\"}"));
            } else if (body.contains("\"role\":\"tool\"")) {
                say(
                        exchange,
                        body,
                        List.of("\"content\":\"12 \"", "\"content\":\"degrees.\""),
                        "\"content\":\"12 degrees.\"");
            } else {
                say(
                        exchange,
                        body,
                        List.of(
                                "\"content\":\"\",\"thinking\":\"Look.\"",
                                "\"content\":\"\",\"tool_calls\":[" + CALL + "]"),
                        "\"content\":\"\",\"thinking\":\"Look.\",\"tool_calls\":[" + CALL + "]");
            }
        }
    }

    private static void say(HttpExchange exchange, String asked, List<String> pieces, String whole) throws IOException {
        if (asked.contains("\"stream\":false")) {
            send(exchange, 200, List.of(HEAD + "\"message\":{\"role\":\"assistant\"," + whole + "}," + END));
            return;
        }
        List<String> lines = new CopyOnWriteArrayList<>(
                pieces.stream().map(ScriptedOllama::piece).toList());
        lines.add(HEAD + "\"message\":{\"role\":\"assistant\",\"content\":\"\"}," + END);
        send(exchange, 200, lines);
    }

    private static String piece(String message) {
        return HEAD + "\"message\":{\"role\":\"assistant\"," + message + "},\"done\":false}";
    }

    private static void send(HttpExchange exchange, int status, List<String> lines) throws IOException {
        boolean stream = lines.size() > 1;
        exchange.getResponseHeaders().set("content-type", stream ? "application/x-ndjson" : "application/json");
        exchange.sendResponseHeaders(status, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            for (String line : lines) {
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
