package dev.bifrost.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClaudeSchemaTest {

    @Test
    void of_rulesThatCanNotBeEnforced_areToldInWords() {
        ClaudeSchema schema = ClaudeSchema.of(Read.json("""
                {"$schema":"x","type":"object","properties":{
                 "n":{"type":"integer","description":"A number.","minimum":1,"maximum":5},
                 "l":{"type":"array","items":{"$ref":"#/$defs/a"},"minItems":1},
                 "u":{"oneOf":[{"type":"string","format":"uuid"},{"type":"string","pattern":"x"}],"default":"y"}},
                 "$defs":{"a":{"type":"object","properties":{},"additionalProperties":true}}}"""));

        assertThat(schema.loosely()).isTrue();
        assertThat(schema.json().print()).isEqualTo(Read.json("""
                {"type":"object","properties":{
                 "n":{"type":"integer","description":"A number.\\n\\n{minimum: 1, maximum: 5}"},
                 "l":{"type":"array","items":{"$ref":"#/$defs/a"},"minItems":1},
                 "u":{"anyOf":[{"type":"string","format":"uuid"},
                  {"type":"string","description":"{pattern: \\"x\\"}"}],"description":"{default: \\"y\\"}"}},
                 "$defs":{"a":{"type":"object","properties":{},"additionalProperties":false}},
                 "additionalProperties":false}""").print());
    }

    @Test
    void of_schemaInTheSubset_staysAsItIs() {
        String text =
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":[\"string\",\"null\"],\"enum\":[\"x\",null]}},"
                        + "\"required\":[\"a\"],\"additionalProperties\":false}";
        ClaudeSchema schema = ClaudeSchema.of(Read.json(text));

        assertThat(schema.json().print()).isEqualTo(text);
        assertThat(schema.loosely()).isFalse();
        assertThat(ClaudeSchema.isClosed(Read.json(text))).isTrue();
        assertThat(ClaudeSchema.isClosed(Read.json(text.replace("[\"a\"]", "[]"))))
                .isFalse();
    }

    @Test
    void toolSchema_unionAtTheRoot_isOneObjectThatAdmitsAll() {
        ToolSchema schema = ToolSchema.of(Read.json("""
                {"oneOf":[{"$ref":"#/$defs/a"},
                 {"properties":{"k":{"const":"b"},"y":{"type":"number"}},"required":["k","y"]}],
                 "$defs":{"a":{"properties":{"k":{"const":"a"}},"required":["k"]}},"properties":{"z":{}},
                 "required":["z"]}"""));

        assertThat(schema.loosely()).isTrue();
        assertThat(schema.json().print()).isEqualTo(Read.json("""
                {"type":"object","properties":{"k":{"anyOf":[{"const":"a"},{"const":"b"}]},
                 "y":{"type":"number"},"z":{}},"required":["k","z"],
                 "$defs":{"a":{"properties":{"k":{"const":"a"}},"required":["k"]}}}""").print());
    }
}
