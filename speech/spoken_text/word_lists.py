"""Lists of English words that cleaning goes by; each is read as a set."""


def listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


FILLERS = listed("um umm uh uhh uhm erm er hm hmm mm mmm mhm")
# before "you know": it is not idle
ASKS_YOU = listed("""
    do did don't didn't if as would could should can will let may might must to that what how
""")
# after "you know": what is known
KNOWN = listed("""
    what that how why who whom whose where when which if whether the a an this these those it him her them us me my
    your his their our about of all nothing everything anything something someone better more
""")
# said twice on purpose
EMPHASIS = listed("""
    very really so no yes yeah far much many long ha la bye never ever again had that too way more oh hey well old
    big good bad okay wow please go now
""")
NUMBERS = listed("""
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand
""")
# seldom ends a sentence: a pause behind it is a thought, not an end
GOES_ON = listed("""
    a an the of and but or nor because than my your his their our its this these those very into with from for at by
    as if whether while when to is are was were am be
""")
# always written so
CAPITALISED = listed("""
    I I'm I'll I've I'd Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February April June July
    September October November December American English British French German Italian Japanese Korean Chinese
    Indian Spanish Hollywood Bollywood Oscar Oscars Netflix Disney Pixar Christmas
""")
# parts of names that are words: alone they keep their small letters
ALSO_WORDS = listed("""
    angel april august baker bank banks bass bates bean bell berry best bill bird bishop black bloom bond book bowl
    brand bright broad brook brown buck bush butler cage carpenter carter case cash chance chase christian church
    clay close coal cook cooper cross dawn day dean deep diamond dick drake drew driver early east english faith
    field fine fish fisher flint flower fold ford forest foster fox frank french frost glass glory gold good grace
    grant gray green grey guy hall hand harmony harp hart hill holly hope hopper house hunt hunter hurt iron ivory
    jack jade jewel joan joker joy judge june just kent kind king kitchen knight lake lamb lane large lark law light
    lily little long lord love lucky major march marsh mason may melody mercy miles mill miller mills mine mint mist
    moon moore moss noble north oak olive page paint paper park parks pearl penny pepper pine piper pitt plant pope
    porter potter price pride prince queen quick rain rains ray reed reeves rich ring river rivers robin rock root
    rose ruby rush sand sandy savage sharp ship short silver sky small smart smith snow south spade spring star
    stark steel stern still stone storm street strong summer sun swan swift tailor taylor temple thorn tiger town
    turner valentine violet wade walker wall ward water waters wave way weaver webb well wells west white wild will
    winter wise wolf wood woods word worth young your
""")
