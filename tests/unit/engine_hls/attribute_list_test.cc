#include "engine/hls/attribute_list.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace vedette::hls {
namespace {

AttributeList Parsed(std::string_view text) {
  base::Result<AttributeList> list = AttributeList::Parse(text);
  EXPECT_TRUE(list.ok()) << text;
  return list.ok() ? *list : AttributeList();
}

TEST(AttributeListTest, ReadsAllKindsOfValues) {
  const AttributeList list = Parsed(
      "METHOD=AES-128,URI=\"https://host/key?a=1,b=2\",IV=0x0123,COUNT=7,RATE=29.970,EMPTY=\"\"");
  EXPECT_EQ(list.Text("METHOD"), "AES-128");
  EXPECT_EQ(list.Text("URI"), "https://host/key?a=1,b=2");
  EXPECT_EQ((*list.Hex128("IV"))->at(14), 0x01);
  EXPECT_EQ((*list.Hex128("IV"))->at(15), 0x23);
  EXPECT_EQ(**list.Integer("COUNT"), 7);
  EXPECT_DOUBLE_EQ(**list.Decimal("RATE"), 29.97);
  EXPECT_EQ(list.Find("EMPTY"), "");
  EXPECT_EQ(list.Find("NONE"), std::nullopt);
  EXPECT_FALSE(*list.Integer("NONE"));
  EXPECT_FALSE(*list.Decimal("NONE"));
  EXPECT_FALSE(*list.Hex128("NONE"));
}

TEST(AttributeListTest, ToleratesWhatPlayersDo) {
  EXPECT_EQ(Parsed(" A=1, B = \"x\" ,").Text("B"), "x");
  EXPECT_EQ(Parsed("A=1,A=2").Text("A"), "1");
  EXPECT_EQ(Parsed("A=").Find("A"), "");
  EXPECT_EQ(Parsed("X-lower_case=1").Text("X-lower_case"), "1");
  EXPECT_EQ(Parsed("").Find("A"), std::nullopt);
}

TEST(AttributeListTest, SaysWhatIsMalformed) {
  const std::pair<const char*, const char*> cases[] = {
      {"A", "attribute list has a name alone"},
      {"A=1,B", "attribute list has a name alone"},
      {"=1", "attribute list has a malformed name"},
      {",A=1", "attribute list has a malformed name"},
      {"A=1,,B=2", "attribute list has a malformed name"},
      {"A B=1", "attribute list has a malformed name"},
      {"A=\"x", "A has an unclosed quote"},
      {"A=\"x\"y,B=1", "A goes on after its closing quote"},
  };
  for (const auto& [text, message] : cases) {
    const auto list = AttributeList::Parse(text);
    ASSERT_FALSE(list.ok()) << text;
    EXPECT_EQ(list.status().message(), message) << text;
    EXPECT_EQ(list.status().reason(), "invalid_data");
  }
}

TEST(AttributeListTest, RefusesValuesOfTheWrongKind) {
  const AttributeList list = Parsed(
      "A=-1,B=1x,C=99999999999999999999,D=0x,E=12,F=0x00112233445566778899aabbccddeeff0,"
      "G=0xzz,H=1e5,I=inf,J=");
  for (const char* const name : {"A", "B", "C", "J"}) {
    EXPECT_FALSE(list.Integer(name).ok()) << name;
  }
  for (const char* const name : {"D", "E", "F", "G"}) EXPECT_FALSE(list.Hex128(name).ok()) << name;
  for (const char* const name : {"H", "I", "J"}) EXPECT_FALSE(list.Decimal(name).ok()) << name;
}

}  // namespace
}  // namespace vedette::hls
