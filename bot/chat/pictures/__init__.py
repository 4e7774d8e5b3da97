"""Charts and maps as pictures: values and words in, PNG out. Nothing here knows Telegram or a language.

Pictures are written as SVG and turned into PNG by resvg, with a font of our own: the same on every machine.
"""
